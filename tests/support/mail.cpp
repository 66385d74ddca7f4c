// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <gmime/gmime.h>

#include <mutex>

#include "tests/support/program.hpp"

namespace zusage::tests {
namespace {

GMimeMessage* parse(const std::string& mail) {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(mail.data(), mail.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

struct wanted_part {
  std::string type, text;
  bool found = false;
};

void look_at(GMimeObject*, GMimeObject* part, gpointer data) {
  auto& wanted = *static_cast<wanted_part*>(data);
  if (wanted.found || !GMIME_IS_TEXT_PART(part)) return;
  const auto* type = g_mime_object_get_content_type(part);
  const std::string name = std::string(type->type) + "/" + type->subtype;
  if (name != wanted.type) return;
  char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  wanted.text = text ? text : "";
  wanted.found = true;
  g_free(text);
}

}  // namespace

std::string mail_part(const std::string& mail, const std::string& type) {
  GMimeMessage* message = parse(mail);
  if (!message) return {};
  wanted_part wanted{type, {}};
  g_mime_message_foreach(message, look_at, &wanted);
  g_object_unref(message);
  return wanted.text;
}

std::string mail_header(const std::string& mail, const std::string& name) {
  GMimeMessage* message = parse(mail);
  if (!message) return {};
  const char* raw = g_mime_object_get_header(GMIME_OBJECT(message), name.c_str());
  std::string text = raw ? raw : "";
  g_object_unref(message);
  char* decoded = g_mime_utils_header_decode_text(nullptr, text.c_str());
  text = decoded ? decoded : "";
  g_free(decoded);
  return text;
}

std::string find_link(const std::string& text, const std::string& path) {
  const auto at = text.find("http://");
  for (auto from = at; from != std::string::npos; from = text.find("http://", from + 1)) {
    const auto slash = text.find('/', from + 7);
    if (slash == std::string::npos || text.compare(slash, path.size(), path) != 0) continue;
    return text.substr(slash, text.find_first_of(" \r\n\"<>)", slash) - slash);
  }
  return {};
}

}  // namespace zusage::tests
