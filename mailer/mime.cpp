// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/mime.hpp"

#include <gmime/gmime.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "web/render.hpp"

namespace zusage::mailer {
namespace {

struct unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using owned = std::unique_ptr<T, unref>;

const std::string& clean_header(const std::string& value, std::string_view what) {
  if (!is_utf8(value) || has_control(value)) {
    throw unsendable("control character or broken UTF-8 in the " + std::string(what));
  }
  return value;
}

// Every line end as LF, which the encodings below turn into what they need.
std::string with_plain_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  if (result.empty() || result.back() != '\n') result += '\n';
  return result;
}

// What GMime wrote has LF alone, since all content is encoded.
std::string with_crlf(const char* bytes, std::size_t size) {
  std::string result;
  result.reserve(size + size / 32);
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) result += '\r';
    result += bytes[i];
  }
  return result;
}

void set_content(GMimePart* part, std::string_view bytes, GMimeContentEncoding encoding) {
  const owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const owned<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, wrapper.get());
  g_mime_part_set_content_encoding(part, encoding);
}

owned<GMimePart> text_part(const char* subtype, std::string_view text) {
  owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  set_content(part.get(), with_plain_line_ends(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

const char* to_text(calendar_method method) {
  switch (method) {
    case calendar_method::publish:
      return "PUBLISH";
    case calendar_method::request:
      return "REQUEST";
    case calendar_method::cancel:
      return "CANCEL";
  }
  return "";
}

// Base64, because its CRLF and long lines must arrive as they are.
owned<GMimePart> calendar_part(const std::string& calendar, calendar_method method) {
  owned<GMimePart> part(g_mime_part_new_with_type("text", "calendar"));
  auto* const object = GMIME_OBJECT(part.get());
  g_mime_object_set_content_type_parameter(object, "charset", "utf-8");
  g_mime_object_set_content_type_parameter(object, "method", to_text(method));
  set_content(part.get(), calendar, GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

owned<GMimePart> calendar_file(const std::string& calendar, calendar_method method) {
  auto part = calendar_part(calendar, method);
  auto* const object = GMIME_OBJECT(part.get());
  g_mime_object_set_disposition(object, GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), "termine.ics");
  return part;
}

owned<GMimeMultipart> body(const to_build& what) {
  owned<GMimeMultipart> alternative(g_mime_multipart_new_with_subtype("alternative"));
  const auto add = [](GMimeMultipart* to, const owned<GMimePart>& part) {
    g_mime_multipart_add(to, GMIME_OBJECT(part.get()));
  };
  add(alternative.get(), text_part("plain", what.text.text));
  add(alternative.get(), text_part("html", what.text.html));
  if (what.with.calendar.empty()) return alternative;
  const auto calendar = to_icalendar(what.with.calendar, what.with.method);
  add(alternative.get(), calendar_part(calendar, what.with.method));
  owned<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
  g_mime_multipart_add(mixed.get(), GMIME_OBJECT(alternative.get()));
  add(mixed.get(), calendar_file(calendar, what.with.method));
  return mixed;
}

// Typed by somebody of whom nobody knows whether the address is theirs: it makes no link. Control
// characters stay in for the check that refuses them.
std::string name_of(const message& to) {
  return has_control(to.recipient_name) ? to.recipient_name : web::safe_name(to.recipient_name);
}

void add_mailbox(GMimeMessage* to, GMimeAddressType type, const std::string& name,
                 const std::string& address) {
  const auto normal = normalised_email(address);
  if (!normal) throw unsendable("an address cannot stand in a header");
  clean_header(name, "name");
  g_mime_message_add_mailbox(to, type, name.empty() ? nullptr : name.c_str(), normal->c_str());
}

// As it is: folding or encoding would break an address of the web or an identifier.
void add_raw_header(GMimeMessage* to, const char* name, const std::string& value) {
  clean_header(value, name);
  auto* const headers = g_mime_object_get_header_list(GMIME_OBJECT(to));
  g_mime_header_list_append(headers, name, "", nullptr);
  auto* const header = g_mime_header_list_get_header(headers, name);
  g_mime_header_set_raw_value(header, (" " + value + "\n").c_str());
}

void add_list_headers(GMimeMessage* to, const content& with) {
  if (with.unsubscribe_url.empty()) return;
  add_raw_header(to, "List-Unsubscribe", "<" + with.unsubscribe_url + ">");
  add_raw_header(to, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  if (!with.list_id.empty()) add_raw_header(to, "List-Id", "<" + with.list_id + ">");
}

void add_headers(GMimeMessage* to, const to_build& what) {
  add_mailbox(to, GMIME_ADDRESS_TYPE_FROM, what.from.name, what.from.address);
  add_mailbox(to, GMIME_ADDRESS_TYPE_TO, name_of(what.of), what.of.recipient);
  if (!what.with.reply_to.empty()) {
    add_mailbox(to, GMIME_ADDRESS_TYPE_REPLY_TO, {}, what.with.reply_to);
  }
  g_mime_message_set_subject(to, clean_header(what.text.subject, "subject").c_str(), "utf-8");
  const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date(
      g_date_time_new_from_unix_utc(to_micros(what.date) / 1'000'000), &g_date_time_unref);
  g_mime_message_set_date(to, date.get());
  g_mime_message_set_message_id(to, clean_header(what.of.message_id, "Message-ID").c_str());
  if (!what.of.language.empty()) add_raw_header(to, "Content-Language", what.of.language);
  if (what.of.urgency != priority::newsletter) {
    add_raw_header(to, "Auto-Submitted", "auto-generated");  // RFC 3834
  }
  add_list_headers(to, what.with);
}

}  // namespace

void initialise_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

std::string to_mime(const to_build& what) {
  initialise_gmime();
  const owned<GMimeMessage> mail(g_mime_message_new(TRUE));
  add_headers(mail.get(), what);
  const auto parts = body(what);
  g_mime_message_set_mime_part(mail.get(), GMIME_OBJECT(parts.get()));
  const owned<GMimeStream> stream(g_mime_stream_mem_new());
  if (g_mime_object_write_to_stream(GMIME_OBJECT(mail.get()), nullptr, stream.get()) < 0) {
    throw std::runtime_error("the message could not be put together");
  }
  const auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return with_crlf(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

}  // namespace zusage::mailer
