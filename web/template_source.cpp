// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/template_source.hpp"

#include <optional>
#include <stdexcept>

#include "base/base64.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

/// Partials may take in partials; one that takes in itself would never end.
constexpr int deepest = 12;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> find_file(std::string_view path) {
  for (const auto& file : embedded::web_files()) {
    if (file.path == path) return file.content;
  }
  return std::nullopt;
}

class expander {
 public:
  expander(template_kind kind, std::string_view name, const locale& in)
      : kind_(kind), name_(name), in_(in) {}

  std::string whole() {
    page_ = read(template_path(kind_, name_));
    std::string_view outer = page_;
    if (const auto wanted = layout_name(); !wanted.empty()) {
      outer = read(template_path(kind_, wanted));
      if (kind_ == template_kind::page) page_.remove_prefix(page_.find("}}") + 2);
    }
    std::string result;
    take_in(outer, result, 0);
    result = with_texts(result);
    return kind_ == template_kind::mail_text ? result : without_indentation(result);
  }

 private:
  [[noreturn]] void missing(const std::string& what) const {
    throw std::out_of_range("template " + template_path(kind_, name_) + " (" + in_.language() +
                            "): there is no " + what);
  }

  std::string_view read(const std::string& path) const {
    const auto found = find_file(path);
    if (!found) missing("file web/" + path);
    return *found;
  }

  /// From `{{! layout: NAME }}` at the beginning; every HTML mail stands inside mail/_layout.html.
  std::string layout_name() const {
    if (kind_ == template_kind::mail_html) return "_layout";
    constexpr std::string_view opening = "{{! layout:";
    if (!page_.starts_with(opening)) return {};
    const auto end = page_.find("}}");
    if (end == std::string_view::npos) missing("end of its first tag");
    return "_layout_" + std::string(trimmed(page_.substr(opening.size(), end - opening.size())));
  }

  void take_in(std::string_view text, std::string& into, int depth) {
    if (depth > deepest) {
      throw std::invalid_argument("template " + template_path(kind_, name_) +
                                  ": partials without end");
    }
    constexpr std::string_view opening = "{{>";
    for (;;) {
      const auto begin = text.find(opening);
      into.append(text.substr(0, begin));
      if (begin == std::string_view::npos) return;
      const auto end = text.find("}}", begin);
      const auto name = trimmed(text.substr(begin + opening.size(), end - begin - opening.size()));
      const auto content =
          name == "content" ? page_ : read(template_path(kind_, "_" + std::string(name)));
      // A file ends with a new line, the place where it is taken in has its own.
      take_in(content.ends_with('\n') ? content.substr(0, content.size() - 1) : content, into,
              depth + 1);
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 2);
    }
  }

  std::string with_texts(std::string_view text) const {
    std::string result;
    for (;;) {
      const auto begin = text.find("[[");
      result.append(text.substr(0, begin));
      if (begin == std::string_view::npos) return result;
      const auto end = text.find("]]", begin);
      if (end == std::string_view::npos) missing("end of a [[key]]");
      result.append(filled(text.substr(begin + 2, end - begin - 2)));
      text.remove_prefix(end + 2);
    }
  }

  // The asset itself instead of a request for it.
  static std::string data_url(std::string_view path) {
    const auto* found = find_asset(asset_url(path));
    return "data:" + std::string(found->content_type) + ";base64," + to_base64(found->content);
  }

  std::string filled(std::string_view key) const {
    constexpr std::string_view asset_word = "asset ";
    constexpr std::string_view data_word = "data ";
    if (key.starts_with(data_word)) return data_url(key.substr(data_word.size()));
    if (key.starts_with(asset_word)) return asset_url(key.substr(asset_word.size()));
    if (!in_.has(key)) missing("text '" + std::string(key) + "'");
    if (!in_.is_plain(key)) {
      throw std::invalid_argument("template " + template_path(kind_, name_) + ": the text '" +
                                  std::string(key) + "' has a plural or select; pass it as data");
    }
    auto variables = nlohmann::json::object();
    for (const auto& name : in_.placeholders(key)) variables[name] = "{{" + name + "}}";
    const auto text = in_.text(key, variables);
    return kind_ == template_kind::mail_text ? text : escape_html(text);
  }

  /// Mustache walks every blank of a template each time, and the reader's network carries it.
  static std::string without_indentation(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    bool at_start = true;
    for (const char c : text) {
      if (at_start && (c == ' ' || c == '\n')) continue;
      result += c;
      at_start = c == '\n';
    }
    return result;
  }

  template_kind kind_;
  std::string_view name_;
  const locale& in_;
  std::string_view page_;
};

}  // namespace

std::string template_path(template_kind kind, std::string_view name) {
  switch (kind) {
    case template_kind::page:
      return "templates/" + std::string(name) + ".html";
    case template_kind::mail_text:
      return "mail/" + std::string(name) + ".txt";
    case template_kind::mail_html:
      return "mail/" + std::string(name) + ".html";
  }
  throw std::logic_error("unknown kind of template");
}

std::string template_source(template_kind kind, std::string_view name, const locale& in) {
  return expander(kind, name, in).whole();
}

}  // namespace zusage::web
