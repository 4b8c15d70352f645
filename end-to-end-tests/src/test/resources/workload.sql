CREATE TABLE e2e_customers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(120) NOT NULL,
  name VARCHAR(80) CHARACTER SET latin1,
  status ENUM('new','active','dormant') NOT NULL DEFAULT 'new',
  balance DECIMAL(14,4) NOT NULL DEFAULT 0,
  rating FLOAT,
  vip TINYINT NOT NULL DEFAULT 0,
  born DATE,
  seen_at DATETIME(3),
  changed_at TIMESTAMP(6) NULL,
  visits INT UNSIGNED NOT NULL DEFAULT 0,
  debt INT NOT NULL DEFAULT 0,
  preferences JSON,
  notes TEXT
) CHARACTER SET utf8mb4;

CREATE TABLE e2e_products (
  sku VARCHAR(40) NOT NULL PRIMARY KEY,
  title VARCHAR(200) NOT NULL,
  description MEDIUMTEXT,
  price DECIMAL(10,2) NOT NULL,
  weight DOUBLE,
  stock MEDIUMINT NOT NULL DEFAULT 0,
  launched YEAR
) CHARACTER SET utf8mb4;

CREATE TABLE e2e_order_lines (
  order_id BIGINT UNSIGNED NOT NULL,
  line_no SMALLINT UNSIGNED NOT NULL,
  sku VARCHAR(40) NOT NULL,
  quantity INT NOT NULL,
  note VARCHAR(200),
  PRIMARY KEY (order_id, line_no)
) CHARACTER SET utf8mb4;
