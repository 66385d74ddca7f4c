// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/page_cache.hpp"

#include <algorithm>
#include <utility>

#include "base/crypto.hpp"
#include "server/calendar_filter.hpp"
#include "server/compress.hpp"
#include "server/discovery.hpp"
#include "server/etag.hpp"
#include "server/event_view.hpp"
#include "server/response_head.hpp"

namespace zusage::server {

page_cache::page_cache(schema::announcements& of)
    : told_(of),
      subscription_(of.subscribe([this](const std::string& topic) { changed(topic); })) {}

page_cache::moment page_cache::now() const {
  const std::lock_guard lock(mutex_);
  return moment_;
}

void page_cache::changed(const std::string& topic) {
  const std::lock_guard lock(mutex_);
  ++moment_;
  if (topic == schema::every_topic || last_changed_.size() >= most_topics) {
    last_changed_.clear();
    forgotten_ = moment_;
  }
  last_changed_[topic] = moment_;
  last_changed_[topic.substr(0, topic.find('/') + 1)] = moment_;
}

bool page_cache::holds(const kept& page, instant at) const {
  if (at >= page.holds.until || page.as_of < forgotten_) return false;
  for (const auto& topic : page.holds.topics) {
    const auto found = last_changed_.find(topic);
    if (found != last_changed_.end() && found->second > page.as_of) return false;
  }
  return true;
}

std::shared_ptr<const page_cache::kept> page_cache::find(const std::string& key, instant at) const {
  if (!told_.is_complete()) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto found = pages_.find(key);
  if (found == pages_.end() || !holds(*found->second, at)) return nullptr;
  return found->second;
}

std::shared_ptr<const page_cache::kept> page_cache::keep(const std::string& key,
                                                         const response& made, moment as_of) {
  auto page = std::make_shared<kept>();
  page->content_type = made.content_type;
  page->etag = "\"" + sha256_hex(made.body).substr(0, 20) + "\"";
  page->gzip = std::make_shared<const std::string>(gzipped(made.body));
  page->body = std::make_shared<const std::string>(made.body);
  for (const auto& [name, value] : made.headers) {
    if (name == "Content-Security-Policy") page->policy = value;
  }
  page->holds = made.keep.value();
  page->as_of = as_of;
  const std::lock_guard lock(mutex_);
  // A language or slug that is not asked for any more costs memory only until this bound is met.
  if (pages_.size() >= most_pages) pages_.clear();
  pages_[key] = page;
  return page;
}

std::optional<std::string> kept_key(const request& of, std::span<const char* const> by) {
  if (of.method != "GET" || (by.empty() && narrows_calendar(of.query))) return {};
  auto key = of.path + '\n' + of.language->language() + (chosen_language(of).empty() ? "" : "!");
  for (const auto* name : by) key.append("\n").append(of.query.get(name));
  return key;
}

request as_for_everybody(const request& of, std::span<const char* const> by) {
  auto plain = of;
  plain.query = {};
  const auto keep = [&](const char* name) {
    if (of.query.has(name)) plain.query.add(name, of.query.get(name));
  };
  keep("lang");
  for (const auto* name : by) keep(name);
  return plain;
}

response kept_page(const request& of, const page_cache::kept& page) {
  response made;
  made.personal = false;
  made.content_type = page.content_type;
  made.with("ETag", page.etag).with("Vary", "Accept-Language, Accept-Encoding");
  // With 304 too: the headers of the answer that the browser kept are replaced by these.
  if (of.path == embed_path) {
    make_framable(made);
  } else if (!page.policy.empty()) {
    made.with("Content-Security-Policy", page.policy);
  }
  if (names_etag(of.if_none_match, page.etag)) {
    made.status = 304;
    return made;
  }
  made.shared_body = page.body;
  made.shared_gzip = page.gzip;
  return made;
}

}  // namespace zusage::server
