// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/atom.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zusage::server {
namespace {

// XML 1.0, 2.2: of the control characters only tab and line ends, and neither U+FFFE nor U+FFFF,
// which no escape could name either.
bool is_no_xml(std::string_view rest) {
  const auto c = static_cast<unsigned char>(rest.front());
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  return rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf");
}

std::string escaped(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_no_xml(text.substr(i))) {
      kept += text[i];
    } else if (static_cast<unsigned char>(text[i]) >= 0x20) {
      i += 2;
    }
  }
  return escape_html(kept);  // the same five characters in XML 1.0, 2.4
}

std::string element(const std::string& name, std::string_view text) {
  return "<" + name + ">" + escaped(text) + "</" + name + ">\n";
}

std::string link(const std::string& relation, const std::string& type, std::string_view url) {
  return "<link rel=\"" + relation + "\" type=\"" + type + "\" href=\"" + escaped(url) + "\"/>\n";
}

std::string to_text(const atom_entry& entry) {
  return "<entry>\n" + element("id", entry.id) + element("title", entry.title) +
         element("published", to_iso(entry.published)) + element("updated", to_iso(entry.updated)) +
         link("alternate", "text/html", entry.url) + "<category term=\"" + escaped(entry.category) +
         "\" label=\"" + escaped(entry.category_label) + "\"/>\n" +
         element("summary", entry.summary) + "</entry>\n";
}

}  // namespace

std::string to_atom(const atom_feed& feed) {
  auto updated = feed.updated;
  for (const auto& one : feed.entries) updated = std::max(updated, one.updated);
  std::string text =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
      escaped(feed.language) + "\">\n";
  text += element("id", feed.id) + element("title", feed.title);
  if (!feed.subtitle.empty()) text += element("subtitle", feed.subtitle);
  text += element("updated", to_iso(updated)) + "<author>\n" + element("name", feed.author) +
          "</author>\n" + link("alternate", "text/html", feed.url) +
          link("self", "application/atom+xml", feed.self_url);
  for (const auto& one : feed.entries) text += to_text(one);
  return text + "</feed>\n";
}

std::string tag_uri(const std::string& host, instant since, const std::string& path) {
  return "tag:" + host + "," + to_iso(since).substr(0, 10) + ":" + path;
}

}  // namespace zusage::server
