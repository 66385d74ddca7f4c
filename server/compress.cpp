// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/compress.hpp"

#include <zlib.h>

#include <memory>
#include <stdexcept>
#include <utility>

namespace zusage::server {
namespace {

constexpr std::size_t least_worth_it = 1024;  // below, it fits into one packet either way

}  // namespace

std::string gzipped(const std::string& text) {
  z_stream stream{};
  constexpr int window_with_gzip_header = 15 + 16;
  if (deflateInit2(&stream, 6, Z_DEFLATED, window_with_gzip_header, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("zlib could not be initialised");
  }
  std::string result(deflateBound(&stream, uLong(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = uInt(result.size());
  const int end = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  if (end != Z_STREAM_END) throw std::runtime_error("zlib could not compress a page");
  return result;
}

response compressed_for(const request& of, response made) {
  const bool page = made.content_type.starts_with("text/html");
  const bool as_it_is = made.stream || made.shared_body || !made.static_body.empty();
  if (!page || as_it_is || of.staff_id != 0 || made.body.size() < least_worth_it) return made;
  made.with("Vary", "Accept-Encoding");
  if (!of.accepts_gzip) return made;
  made.shared_gzip = std::make_shared<const std::string>(gzipped(made.body));
  made.shared_body = std::make_shared<const std::string>(std::move(made.body));
  return made;
}

}  // namespace zusage::server
