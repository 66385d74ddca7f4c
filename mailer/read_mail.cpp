// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/read_mail.hpp"

#include <gmime/gmime.h>

#include <fstream>
#include <iterator>

#include "mailer/mime.hpp"

namespace zusage::mailer {
namespace {

constexpr std::size_t most_bytes = 4 * 1024 * 1024;

// Takes over text that GLib allocated.
std::string taken(char* text) {
  std::string result = text ? text : "";
  g_free(text);
  return result;
}

std::string addresses(InternetAddressList* list) {
  return list ? taken(internet_address_list_to_string(list, nullptr, FALSE)) : std::string();
}

void look_at(GMimeObject*, GMimeObject* part, gpointer into) {
  auto& view = *static_cast<mail_view*>(into);
  if (!GMIME_IS_PART(part)) return;
  auto* type = g_mime_object_get_content_type(part);
  const bool is_text = GMIME_IS_TEXT_PART(part) != 0;
  if (is_text && g_mime_content_type_is_type(type, "text", "plain") && view.text.empty()) {
    view.text = taken(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
  } else if (!g_mime_content_type_is_type(type, "text", "html")) {
    const char* name = g_mime_part_get_filename(GMIME_PART(part));
    view.attachments.push_back(name ? name : taken(g_mime_content_type_get_mime_type(type)));
  }
}

}  // namespace

std::optional<mail_view> read_mail(const std::string& path) {
  initialise_gmime();
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (bytes.empty() || bytes.size() > most_bytes) return {};
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
  g_object_unref(parser);
  g_object_unref(stream);
  if (!message) return {};
  mail_view view;
  const char* subject = g_mime_message_get_subject(message);
  view.subject = subject ? subject : "";
  view.from = addresses(g_mime_message_get_from(message));
  view.to = addresses(g_mime_message_get_to(message));
  if (auto* date = g_mime_message_get_date(message)) {
    view.date = instant(std::chrono::seconds(g_date_time_to_unix(date)));
  }
  g_mime_message_foreach(message, look_at, &view);
  g_object_unref(message);
  return view;
}

}  // namespace zusage::mailer
