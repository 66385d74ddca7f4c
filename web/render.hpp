// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/placeholders.hpp"
#include "web/locale.hpp"

/// Pages and mails from Mustache templates (web/templates/*.html, web/mail/*.{txt,html}).
///
/// In a template, besides Mustache: `[[key]]` is the locale's text for that key, escaped, put in
/// when the template is compiled (once per template and language; a missing key is an error there);
/// `{{> name}}` takes in web/templates/_name.html. Everything in `{{…}}` is escaped, `{{{…}}}` only
/// for HTML that the server made. A page template begins with `{{! layout: NAME }}` when it stands
/// inside `_layout_NAME.html`, which takes it in by `{{> content}}`. Placeholders of a text become
/// variables (`{reference}` shows `{{reference}}`); `[[asset styles/zusage.css]]` is an asset's
/// URL, `[[data assets/icon.svg]]` the asset itself as one. Empty strings and null count as false
/// in sections; beside each list `x` stands `has_x`. docs/web.md explains more.
namespace zusage::web {

/// Renders web/templates/<name>.html. Members that every page has (title, language, base_url, …)
/// are the caller's to put into `data`. @throws std::out_of_range for an unknown template or text.
std::string render_page(std::string_view name, const locale& in, const nlohmann::json& data);

struct rendered_mail {
  std::string subject;  ///< `own_subject` if `data` has one, else the text `mail.<name>.subject`,
                        ///< with members of `data` as arguments (members of objects as
                        ///< `event_title`); on one line
  std::string text;     ///< from web/mail/<name>.txt
  std::string html;     ///< from web/mail/<name>.html inside web/mail/_layout.html
};

rendered_mail render_mail(std::string_view name, const locale& in, const nlohmann::json& data);

/// CommonMark in cmark's safe mode (no raw HTML, no javascript: links) → HTML.
std::string markdown_to_html(std::string_view markdown);
/// The same as plain text, for mails and descriptions.
std::string markdown_to_text(std::string_view markdown);

/// Markdown with placeholders. They are filled after it was read: a value is text, whatever stands
/// in it, and an address of ours a link; alone as the target of a link it is that link's address.
std::string markdown_to_html(std::string_view markdown, const placeholder_values& values);
std::string markdown_to_text(std::string_view markdown, const placeholder_values& values);

/// What Markdown may not have in a mail that others read: `html` (markup of one's own would be left
/// out without a word), `picture` (it tells its server who reads, and when), or `placeholder` in
/// the address of a link beside other text; empty: nothing.
std::string find_unwanted(std::string_view markdown);

/// A name that a stranger typed, fit for a mail to somebody else: at most 60 code points on one
/// line, and nothing in it that a mail program would turn into a link or an address.
std::string safe_name(std::string_view name);

/// The names of all templates and all mails, for tests that compile each in each language.
std::vector<std::string> page_templates();
std::vector<std::string> mail_templates();

struct asset {
  std::string_view content, gzip, content_type;
};

/// `styles/zusage.css` → `/assets/styles/zusage.<hash>.css`, a name that can be cached for ever.
/// @throws std::out_of_range for an unknown file.
std::string asset_url(std::string_view path);

/// The asset behind the path of a URL below /assets/, or nullptr.
const asset* find_asset(std::string_view url_path);

}  // namespace zusage::web
