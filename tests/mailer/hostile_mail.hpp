// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "web/render.hpp"
#include "web/template_source.hpp"

/// What people type who mean no good, in the data of any mail. What there is in a mail is read from
/// its template, so that a new one needs nothing here.
namespace zusage::tests {

using strings = std::vector<std::string>;

inline const std::string base = "https://zusage.example.org";
inline const std::string join = "https://treffen.example.org/raum?a=1&b='2'";
inline const std::string contact =
    "{{probe}}&'info@sit.example.org";  // all of it may stand in an address

// What people type into whatever they are asked for.
inline const std::string markup =
    "<script>alert(1)</script> \"><img src=x onerror=1> ' onmouseover='x' </title></style> <!-- "
    "{{title}} {{probe}} {{{probe}}} [[site.name]] {probe} https://evil.example/x www.evil.example "
    "javascript:alert(1) zero\u200bwidth =?utf-8?q?=0D=0ABcc:_x=40example.org?= &lt;img&gt;";
inline const std::string control =
    std::string("a\r\nBcc: x@example.org\r\n\r\n\u202eb\u2066\u0085") + '\0';
inline const strings hostile = {markup, control, std::string(10'000, 'x'), [] {
                                  std::string text;
                                  for (int i = 0; i < 10'000; ++i) text += "ä";
                                  return text;
                                }()};

/// What stands between `begin` and `end`, wherever it does.
inline strings all_between(const std::string& text, const std::string& begin,
                           const std::string& end) {
  strings found;
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    at += begin.size();
    const auto to = std::min(text.find(end, at), text.size());
    found.push_back(text.substr(at, to - at));
    at = to;
  }
  return found;
}

/// What a template asks for, its texts and partials included.
inline strings names_in(const std::string& source) {
  strings names;
  for (auto tag : all_between(source, "{{", "}}")) {
    tag.erase(0, tag.find_first_not_of("{#^/& "));
    const auto end = tag.find_last_not_of(" ");
    tag.erase(end == std::string::npos ? 0 : end + 1);
    if (!tag.empty() && tag != "." && !tag.starts_with("!")) names.push_back(std::move(tag));
  }
  return names;
}

// A member by its name: what the server makes itself is as it makes it, everything else is `typed`.
inline nlohmann::json value_of(const std::string& name, const std::string& typed) {
  const auto ends_in = [&](const char* ending) { return name.ends_with(ending); };
  if (ends_in("join_url")) return join;
  if (name == "url" || ends_in("_url") || name == "report_page") return base + "/r/abc";
  if (name == "language" || ends_in("_language")) return "de";
  if (name == "organiser_contact") return contact;
  if (name == "own_html" || name == "body_html")
    return web::markdown_to_html("Guten Tag **{typed}**!", {{"typed", {typed, false}}});
  return typed;
}

/// Data in which every member that a template names is there. Without `flags`, what is asked for
/// in sections alone is not, for what stands in the inverted ones.
inline nlohmann::json data_for(const std::string& name, const web::locale& in,
                               const std::string& typed, bool flags) {
  const auto source = web::template_source(web::template_kind::mail_text, name, in) +
                      web::template_source(web::template_kind::mail_html, name, in);
  nlohmann::json data = {{"probe", "PUT-IN"}};
  for (const auto& one : names_in(source)) {
    const bool shown = source.find("{{" + one + "}}") != std::string::npos;
    data[one.substr(0, one.find('.'))] =
        flags || shown ? value_of(one, typed) : nlohmann::json(false);
  }
  for (const auto& one : in.placeholders("mail." + name + ".subject"))
    if (!data.contains(one)) data[one] = value_of(one, typed);
  data["look"] = {
      {"light", "#112233"}, {"dark", "#ddeeff"}, {"on_light", "#ffffff"}, {"on_dark", "#000000"}};
  return data;
}

/// The tags with all attributes, without the text between them.
inline std::string skeleton(const std::string& html) {
  std::string tags;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos;) {
    const bool comment = html.compare(at, 4, "<!--") == 0;
    const auto next = at + 1 < html.size() ? static_cast<unsigned char>(html[at + 1]) : ' ';
    if (!comment && !std::isalpha(next) && next != '/' && next != '!' && next != '?') {
      ++at;
      continue;
    }
    auto end = at;
    for (char quote = 0; ++end < html.size();) {
      if (comment ? html.compare(end, 3, "-->") == 0 : quote == 0 && html[end] == '>') break;
      if (comment || (html[end] != '"' && html[end] != '\'')) continue;
      quote = quote == 0 ? html[end] : quote == html[end] ? char(0) : quote;
    }
    tags.append(html, at, end - at).append(1, '\n');
    at = end;
  }
  return tags;
}

inline strings hrefs_in(const std::string& html) {
  return all_between(html, "href=\"", "\"");
}

}  // namespace zusage::tests
