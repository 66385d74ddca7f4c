// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <filesystem>
#include <fstream>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "events/event_file_parts.hpp"
#include "events/paper.hpp"

namespace zusage::events {
namespace {

// How the content of a type begins. EPUB and OpenDocument: the first entry of the archive is an
// uncompressed file `mimetype` (EPUB OCF 4.2, ODF 1.3 part 2, 3.3); its name stands at byte 30.
enum class beginning { pdf, archive, archive_with_type, text };

struct document_type {
  std::string_view ending, media_type;
  beginning looks;
};

constexpr std::array types{
    document_type{"pdf", "application/pdf", beginning::pdf},
    document_type{"epub", "application/epub+zip", beginning::archive_with_type},
    document_type{"odt", "application/vnd.oasis.opendocument.text", beginning::archive_with_type},
    document_type{"ods", "application/vnd.oasis.opendocument.spreadsheet",
                  beginning::archive_with_type},
    document_type{"odp", "application/vnd.oasis.opendocument.presentation",
                  beginning::archive_with_type},
    document_type{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                  beginning::archive},
    document_type{"txt", "text/plain", beginning::text},
    document_type{"md", "text/markdown", beginning::text}};

const document_type* find_type(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto ending = folded(file_name.substr(dot + 1));
  for (const auto& one : types) {
    if (one.ending == ending) return &one;
  }
  return nullptr;
}

bool has_at(std::string_view content, std::size_t at, std::string_view part) {
  return content.size() >= at && content.substr(at).starts_with(part);
}

bool is_text(const std::string& content) {
  if (!is_utf8(content)) return false;
  for (const char c : content) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
  }
  return true;
}

bool looks_like(const document_type& type, const std::string& content) {
  constexpr std::size_t name_in_archive = 30;
  constexpr std::string_view archive = "PK\x03\x04";
  switch (type.looks) {
    case beginning::pdf:
      return has_at(content, 0, "%PDF-");
    case beginning::archive:
      return has_at(content, 0, archive);
    case beginning::archive_with_type:
      return has_at(content, 0, archive) &&
             has_at(content, name_in_archive, "mimetype" + std::string(type.media_type));
    case beginning::text:
      return is_text(content);
  }
  return false;
}

// What is wrong with a document, or "".
std::string_view wrong_with(const std::string& name,
                            const std::shared_ptr<const std::string>& content, std::size_t most) {
  if (!content) return "no_such_document";
  if (content->size() > most) return "document_too_large";
  if (content->empty()) return "empty_document";
  const auto* type = find_type(name);
  return type && looks_like(*type, *content) ? "" : "not_what_it_is_called";
}

}  // namespace

std::string_view media_type_of(std::string_view file_name) {
  const auto* type = find_type(file_name);
  return type ? type->media_type : std::string_view();
}

bool is_document_name(std::string_view file_name) {
  return file_name.size() <= file_limits::name && is_file_name(file_name) && find_type(file_name);
}

std::string_view known_document_types() {
  static const std::string all = [] {
    std::string list;
    for (const auto& one : types) list += (list.empty() ? "" : ", ") + std::string(one.ending);
    return list;
  }();
  return all;
}

document_source documents_in(const std::string& folder) {
  return [folder](const std::string& name, std::size_t most) -> std::shared_ptr<const std::string> {
    const auto path = std::filesystem::path(folder) / name;
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) return nullptr;
    std::ifstream in(path, std::ios::binary);
    if (!in) return nullptr;
    std::string content(std::min<std::size_t>(std::filesystem::file_size(path, failed), most + 1),
                        '\0');
    in.read(content.data(), std::streamsize(content.size()));
    content.resize(std::size_t(in.gcount()));
    return std::make_shared<const std::string>(std::move(content));
  };
}

std::string with_document(std::string definition, const std::string& hash) {
  return std::move(definition) + "\ndocument sha256:" + hash;
}

faults read_documents(event_file& file, const document_source& from) {
  faults wrong = read_logos(file, from);
  std::size_t all = 0;
  for (std::size_t i = 0; i < file.events.size(); ++i) {
    auto& entry = file.events[i];
    if (entry.document_name.empty()) continue;
    const auto most = std::min(file_limits::document, file_limits::all_documents - all);
    auto content = from(entry.document_name, most);
    const auto code = wrong_with(entry.document_name, content, most);
    if (!code.empty()) {
      wrong.push_back({"events[" + std::to_string(i) + "].paper.file",
                       std::string(code),
                       {{"name", entry.document_name}, {"most", most}}});
      continue;
    }
    all += content->size();
    const auto hash = sha256_hex(*content);
    entry.document =
        document_entry{entry.document_name, std::string(media_type_of(entry.document_name)), hash,
                       std::move(content)};
    entry.definition = with_document(std::move(entry.definition), hash);
  }
  return wrong;
}

}  // namespace zusage::events
