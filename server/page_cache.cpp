// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/page_cache.hpp"

#include <zlib.h>

#include <stdexcept>
#include <utility>

#include "base/crypto.hpp"

namespace zusage::server {
namespace {

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

}  // namespace

std::shared_ptr<const page_cache::kept> page_cache::find(std::string_view key,
                                                         std::string_view version) const {
  const std::lock_guard lock(mutex_);
  const auto found = pages_.find(std::string(key));
  if (found == pages_.end() || found->second->version != version) return nullptr;
  return found->second;
}

std::shared_ptr<const page_cache::kept> page_cache::keep(const std::string& key,
                                                         std::string version, std::string body) {
  auto made = std::make_shared<kept>();
  made->version = std::move(version);
  made->etag = "\"" + sha256_hex(body).substr(0, 20) + "\"";
  made->gzip = std::make_shared<const std::string>(gzipped(body));
  made->body = std::make_shared<const std::string>(std::move(body));
  const std::lock_guard lock(mutex_);
  // A language or slug that is not asked for any more costs memory only until this bound is met.
  if (pages_.size() >= most_pages) pages_.clear();
  pages_[key] = made;
  return made;
}

request as_for_everybody(const request& of) {
  auto plain = of;
  plain.query = {};
  if (of.query.has("lang")) plain.query.add("lang", of.query.get("lang"));
  return plain;
}

response kept_page(const request& of, const page_cache::kept& page) {
  response made;
  made.personal = false;
  made.with("ETag", page.etag).with("Vary", "Accept-Language, Accept-Encoding");
  if (of.if_none_match == page.etag) {
    made.status = 304;
    return made;
  }
  made.shared_body = page.body;
  made.shared_gzip = page.gzip;
  return made;
}

}  // namespace zusage::server
