-- A small shop: 4 tables, 1,100 rows, the same on every machine. Each row is derived from its number through CRC32.
-- Run by ./quickstart and by docker-compose.yml, on MySQL 8.0 and later.

CREATE DATABASE shop CHARACTER SET utf8mb4;
USE shop;

CREATE TABLE customers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  email VARCHAR(190) NOT NULL,
  name VARCHAR(120) NOT NULL,
  country CHAR(2) NOT NULL,
  plan ENUM('basic', 'plus', 'pro') NOT NULL DEFAULT 'basic',
  interests SET('coffee', 'baking', 'gardening', 'cycling', 'books', 'music') NOT NULL DEFAULT '',
  newsletter BOOLEAN NOT NULL DEFAULT FALSE,
  balance DECIMAL(12, 2) NOT NULL DEFAULT 0.00,
  birthday DATE,
  created_at DATETIME(6) NOT NULL,
  last_seen TIMESTAMP(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY (email)
) COMMENT = 'Sample of Millrace';

CREATE TABLE products (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sku VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  category ENUM('kitchen', 'garden', 'bicycle', 'desk', 'music') NOT NULL,
  price DECIMAL(10, 2) NOT NULL,
  weight_kg DOUBLE,
  in_stock INT UNSIGNED NOT NULL DEFAULT 0,
  attributes JSON,
  released_on DATE,
  PRIMARY KEY (id),
  UNIQUE KEY (sku)
) COMMENT = 'Sample of Millrace';

-- Ids beyond 2^53, which would collide if anything on the way turned them into floating-point numbers.
CREATE TABLE orders (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id BIGINT UNSIGNED NOT NULL,
  status ENUM('placed', 'paid', 'shipped', 'delivered', 'returned') NOT NULL DEFAULT 'placed',
  placed_at DATETIME(3) NOT NULL,
  shipped_at DATETIME(3),
  total DECIMAL(12, 2) NOT NULL,
  note TEXT,
  PRIMARY KEY (id),
  KEY (customer_id)
) AUTO_INCREMENT = 9007199254740993001 COMMENT = 'Sample of Millrace';

CREATE TABLE order_lines (
  order_id BIGINT UNSIGNED NOT NULL,
  line_number SMALLINT UNSIGNED NOT NULL,
  product_id BIGINT UNSIGNED NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  unit_price DECIMAL(10, 2) NOT NULL,
  gift_message VARCHAR(200),
  PRIMARY KEY (order_id, line_number)
) COMMENT = 'Sample of Millrace';

INSERT INTO customers (email, name, country, plan, interests, newsletter, balance, birthday, created_at, last_seen)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 150),
named AS (
  SELECT n, CRC32(CONCAT('customer', n)) AS dice,
    ELT(1 + CRC32(CONCAT('first', n)) % 20, 'Amara', 'Björn', 'Carla', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Hugo', 'Inès',
      'Jun', 'Katarzyna', 'Liam', 'Mei', 'Noor', 'Oskar', 'Priya', 'Rui', 'Søren', 'Tomás', 'Yuki') AS first_name,
    ELT(1 + CRC32(CONCAT('last', n)) % 16, 'Adeyemi', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Haddad',
      'Ivanova', 'Jansen', 'Kowalski', 'Lindqvist', 'Moreau', 'Nakamura', 'O''Brien', 'Patel') AS last_name
  FROM numbers)
SELECT CONCAT('customer', n, '@example.com'), CONCAT(first_name, ' ', last_name),
  ELT(1 + dice % 8, 'DE', 'ES', 'FR', 'GB', 'JP', 'NO', 'PL', 'PT'), 1 + dice % 3, dice % 64, dice % 2,
  (CAST(dice % 40000 AS SIGNED) - 5000) / 100, IF(dice % 5 = 0, NULL, DATE_ADD('1970-01-02', INTERVAL dice % 13000 DAY)),
  TIMESTAMPADD(MICROSECOND, dice % 1000000, TIMESTAMPADD(MINUTE, dice % 1500000, '2022-03-01')),
  IF(dice % 7 = 0, NULL, TIMESTAMPADD(MINUTE, dice % 400000, '2025-01-01'))
FROM named;

INSERT INTO products (sku, title, description, category, price, weight_kg, in_stock, attributes, released_on)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 150),
chosen AS (
  SELECT n, CRC32(CONCAT('product', n)) AS dice, 1 + n % 5 AS category,
    ELT(1 + CRC32(CONCAT('finish', n)) % 10, 'walnut', 'brass', 'oak', 'enamel', 'linen', 'slate', 'cork', 'steel', 'ash',
      'ceramic') AS finish,
    ELT(1 + CRC32(CONCAT('style', n)) % 8, 'folding', 'compact', 'double', 'hand-made', 'classic', 'travel', 'heavy',
      'quiet') AS style,
    CASE n % 5
      WHEN 0 THEN ELT(1 + n DIV 5 % 6, 'coffee grinder', 'tea caddy', 'bread knife', 'pepper mill', 'mixing bowl', 'moka pot')
      WHEN 1 THEN ELT(1 + n DIV 5 % 6, 'watering can', 'seed tray', 'pruning shears', 'plant stand', 'bird feeder', 'trowel')
      WHEN 2 THEN ELT(1 + n DIV 5 % 6, 'bell', 'saddle', 'pannier', 'pump', 'mudguard', 'front lamp')
      WHEN 3 THEN ELT(1 + n DIV 5 % 6, 'lamp', 'pen tray', 'bookend', 'notebook', 'letter opener', 'globe')
      ELSE ELT(1 + n DIV 5 % 6, 'metronome', 'music stand', 'tuning fork', 'capo', 'guitar strap', 'drum key')
    END AS thing
  FROM numbers)
SELECT CONCAT(ELT(category, 'KI', 'GA', 'BI', 'DE', 'MU'), '-', LPAD(n, 5, '0')),
  CONCAT(UPPER(LEFT(style, 1)), SUBSTRING(style, 2), ' ', finish, ' ', thing),
  CONCAT('A ', style, ' ', thing, ' in ', finish, ', ',
    ELT(1 + dice % 6, 'made to be repaired rather than replaced', 'for small rooms and large plans',
      'tested for a year by people who use one every day', 'the one that our own workshop keeps on its bench',
      'with a leather case and spare parts', 'finished by hand in a family workshop'), '. ',
    ELT(1 + dice DIV 7 % 5, 'Ships flat and is set up in a minute.', 'Comes with a guarantee of ten years.',
      'Wipe clean with a dry cloth.', 'No two pieces look quite alike.', 'Goes well with everything else in the series.')),
  category, (300 + dice % 24000) / 100, IF(dice % 9 = 0, NULL, (50 + dice % 9000) / 1000), dice % 400,
  JSON_OBJECT('finish', finish, 'colours', JSON_ARRAY(ELT(1 + dice % 4, 'black', 'green', 'natural', 'white'), 'grey'),
    'size', JSON_OBJECT('width_mm', 40 + dice % 900, 'height_mm', 20 + dice DIV 3 % 600)),
  DATE_ADD('2015-01-01', INTERVAL dice % 3600 DAY)
FROM chosen;

INSERT INTO orders (customer_id, status, placed_at, shipped_at, total, note)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 300),
rolled AS (SELECT n, CRC32(CONCAT('order', n)) AS dice FROM numbers)
SELECT 1 + dice % 150, 1 + dice % 5, TIMESTAMPADD(MINUTE, n * 1300, '2024-02-01 08:00:00.250'),
  IF(dice % 5 < 2, NULL, TIMESTAMPADD(MINUTE, n * 1300 + 2000, '2024-02-01 08:00:00.250')), 0,
  ELT(1 + dice % 8, 'Please ring twice.', 'Leave it with the neighbours, they know.', 'Not before ten in the morning.',
    'A birthday present: no invoice in the parcel.', NULL, NULL, NULL, NULL)
FROM rolled;

INSERT INTO order_lines (order_id, line_number, product_id, quantity, unit_price, gift_message)
WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 3),
lines_of AS (
  SELECT orders.id AS order_id, n, CRC32(CONCAT('line', orders.id, '-', n)) AS dice
  FROM orders JOIN numbers ON n = 1 OR CRC32(CONCAT('lines', orders.id, n)) % 3 = 0)
SELECT order_id, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY n), products.id, 1 + dice % 4, products.price,
  IF(dice % 11 = 0, 'Happy birthday!', NULL)
FROM lines_of JOIN products ON products.id = 1 + lines_of.dice % 150;

UPDATE orders SET total = (SELECT SUM(quantity * unit_price) FROM order_lines WHERE order_id = orders.id);
