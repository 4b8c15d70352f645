/** The addresses of the pipeline's servers, and clients for those that speak JSON over HTTP. */
@NullMarked
package io.millrace.command.service;

import org.jspecify.annotations.NullMarked;
