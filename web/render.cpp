// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/render.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "base/embedded.hpp"
#include "base/text.hpp"
#include "web/mustache_data.hpp"
#include "web/template_source.hpp"

namespace zusage::web {
namespace {

namespace mustache = kainjow::mustache;

std::string compiled_name(template_kind kind, std::string_view name, const locale& in) {
  std::string result(in.language());
  return result.append(1, ':').append(template_path(kind, name));
}

/// Rendering is not const in this library, so each thread compiles for itself.
mustache::mustache& compiled(template_kind kind, std::string_view name, const locale& in) {
  thread_local std::unordered_map<std::string, mustache::mustache> kept;
  const auto key = compiled_name(kind, name, in);
  const auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  mustache::mustache made(template_source(kind, name, in));
  if (!made.is_valid()) {
    throw std::invalid_argument("template " + template_path(kind, name) + ": " +
                                made.error_message());
  }
  if (kind == template_kind::mail_text) {
    made.set_custom_escape([](const std::string& text) { return text; });
  } else {
    made.set_custom_escape([](const std::string& text) { return escape_html(text); });
  }
  return kept.emplace(key, std::move(made)).first->second;
}

std::string rendered(template_kind kind, std::string_view name, const locale& in,
                     const mustache::data& data) {
  std::string result;
  result.reserve(16 * 1024);
  compiled(kind, name, in).render(data, [&result](const std::string& piece) { result += piece; });
  return result;
}

/// Placeholders of ICU cannot have dots, so `event.title` is also there as `event_title`.
nlohmann::json with_flat_names(const nlohmann::json& data) {
  auto result = data.is_object() ? data : nlohmann::json::object();
  for (const auto& [outer, group] : data.items()) {
    if (!group.is_object()) continue;
    for (const auto& [inner, value] : group.items()) {
      if (!value.is_structured())
        result.emplace(std::string(outer).append("_").append(inner), value);
    }
  }
  return result;
}

std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

/// Where a part of a mail was left out, its empty lines stay: at most one of them is kept.
std::string without_gaps(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' && (result.empty() || result.ends_with("\n\n"))) continue;
    result += c;
  }
  return result;
}

std::vector<std::string> names_in(std::string_view folder, std::string_view ending) {
  std::vector<std::string> result;
  for (const auto& file : embedded::web_files()) {
    if (!file.path.starts_with(folder) || !file.path.ends_with(ending)) continue;
    const auto name =
        file.path.substr(folder.size(), file.path.size() - folder.size() - ending.size());
    if (!name.starts_with('_')) result.emplace_back(name);
  }
  return result;
}

}  // namespace

std::string render_page(std::string_view name, const locale& in, const nlohmann::json& data) {
  return rendered(template_kind::page, name, in, to_mustache(data));
}

rendered_mail render_mail(std::string_view name, const locale& in, const nlohmann::json& data) {
  auto all = with_flat_names(data);
  rendered_mail result;
  const auto own = all.find("own_subject");
  const bool has_own =
      own != all.end() && own->is_string() && !own->get_ref<const std::string&>().empty();
  result.subject = on_one_line(has_own ? own->get<std::string>()
                                       : in.text("mail." + std::string(name) + ".subject", all));
  all["subject"] = result.subject;
  const auto converted = to_mustache(all);
  result.text = without_gaps(rendered(template_kind::mail_text, name, in, converted));
  result.html = rendered(template_kind::mail_html, name, in, converted);
  return result;
}

std::vector<std::string> page_templates() {
  return names_in("templates/", ".html");
}
std::vector<std::string> mail_templates() {
  return names_in("mail/", ".txt");
}

}  // namespace zusage::web
