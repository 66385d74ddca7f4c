// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/multipart.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t longest_boundary = 70, longest_head = 4096;

// The value of a parameter, quoted or not: `; name="value"`. Browsers escape quotes in names as
// %22 (WHATWG HTML 4.10.21.8), so that none stands inside.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = 0;
  while ((at = header.find(';', at)) != std::string_view::npos) {
    ++at;
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) ++at;
    const auto rest = header.substr(at);
    if (lower_ascii(rest.substr(0, name.size())) != name) continue;
    if (rest.size() <= name.size() || rest[name.size()] != '=') continue;
    auto value = rest.substr(name.size() + 1);
    if (!value.empty() && value.front() == '"') {
      const auto end = value.find('"', 1);
      if (end == std::string_view::npos) return {};
      return std::string(value.substr(1, end - 1));
    }
    value = value.substr(0, value.find(';'));
    while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
    return std::string(value);
  }
  return {};
}

std::string unescaped(std::string name) {
  for (const auto& [code, plain] : {std::pair("%22", "\""), {"%0D", "\r"}, {"%0A", "\n"}}) {
    for (auto at = name.find(code); at != std::string::npos; at = name.find(code, at + 1))
      name.replace(at, 3, plain);
  }
  return name;
}

/// What a part is called.
struct part_name {
  std::string field;
  std::string file;  ///< "" for what is no file, or none was chosen
};

// Some senders give the whole path (RFC 7578 4.2: only the last part counts).
std::string without_folder(const std::string& name) {
  const auto end = name.find_last_of("/\\");
  return end == std::string::npos ? name : name.substr(end + 1);
}

// The names in `Content-Disposition: form-data; name="…"; filename="…"` among the head's lines.
std::optional<part_name> name_in(std::string_view head) {
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return {};
    if (lower_ascii(line.substr(0, colon)) != "content-disposition") continue;
    if (lower_ascii(line).find("form-data") == std::string::npos) return {};
    auto name = parameter(line, "name");
    if (!name || name->empty()) return {};
    auto file = parameter(line, "filename").value_or("");
    return part_name{unescaped(std::move(*name)), without_folder(unescaped(std::move(file)))};
  }
  return {};
}

}  // namespace

std::optional<fields> parse_multipart(std::string_view content_type, std::string_view body,
                                      std::size_t most) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return {};
  const auto opening = "--" + *boundary, delimiter = "\r\n" + opening;
  if (!body.starts_with(opening)) return {};
  body.remove_prefix(opening.size());
  fields read;
  for (std::size_t count = 0; !body.starts_with("--"); ++count) {
    if (count == most || !body.starts_with("\r\n")) return {};
    body.remove_prefix(2);
    const auto head_end = body.substr(0, longest_head + 4).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return {};
    auto name = name_in(body.substr(0, head_end));
    body.remove_prefix(head_end + 4);
    const auto end = body.find(delimiter);
    if (!name || end == std::string_view::npos) return {};
    if (!name->file.empty()) read.add(name->field + ".filename", std::move(name->file));
    read.add(std::move(name->field), std::string(body.substr(0, end)));
    body.remove_prefix(end + delimiter.size());
  }
  return read;
}

}  // namespace zusage::server
