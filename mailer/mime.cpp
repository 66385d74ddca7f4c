// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/mime.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <mutex>

#include "base/crypto.hpp"
#include "mailer/mime_headers.hpp"

// GMime encodes; the few lines around the parts are written here, since an object of GMime for
// every part and header costs several times what all the encoding does.
namespace zusage::mailer {
namespace {

// The name stands twice, since old programs know only the first.
constexpr std::string_view calendar_is_file =
    "; name=termine.ics\nContent-Disposition: attachment; filename=termine.ics";

// Every line end as LF, which the encodings below turn into what they need.
std::string with_plain_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);
  while (!text.empty()) {
    const auto end = text.find('\r');
    result.append(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (!text.starts_with('\n')) result += '\n';
  }
  if (!result.ends_with('\n')) result += '\n';
  return result;
}

std::string encoded(std::string_view bytes, GMimeContentEncoding by) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, by);
  std::string result(g_mime_encoding_outlen(&state, bytes.size()), '\0');
  result.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), result.data()));
  return result;
}

// All that was put together has LF alone, since all content is encoded.
std::string with_crlf(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size() + bytes.size() / 32);
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    result.append(bytes.substr(0, end));
    if (end == std::string_view::npos) break;
    result.append("\r\n");
    bytes.remove_prefix(end + 1);
  }
  return result;
}

std::string text_part(std::string_view subtype, std::string_view text) {
  std::string part("Content-Type: text/");
  part.append(subtype).append("; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
  return part + encoded(with_plain_line_ends(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
}

std::string_view to_text(calendar_method method) {
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
std::string calendar_part(calendar_method method, std::string_view more, std::string_view content) {
  std::string part("Content-Type: text/calendar; charset=utf-8; method=");
  return part.append(to_text(method)).append(more).append("\n").append(content);
}

// A multipart with its own header. The delimiter is in none of the parts: encoded, they have no
// `=-`.
std::string multipart(std::string_view subtype, const std::vector<std::string>& parts) {
  const auto delimiter = "=-" + to_base64url(random_bytes(15));
  std::string result("Content-Type: multipart/");
  result.append(subtype).append("; boundary=\"").append(delimiter).append("\"\n");
  for (const auto& part : parts) {
    result.append("\n--").append(delimiter).append("\n").append(part);
  }
  return result.append("\n--").append(delimiter).append("--\n");
}

// The name stands twice, as that of the calendar does.
std::string attached(const attachment& one) {
  constexpr auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; };
  if (!std::ranges::all_of(one.name, is_plain)) throw unsendable("the name of an attachment");
  std::string part("Content-Type: ");
  part.append(one.media_type).append("; name=\"").append(one.name);
  part.append("\"\nContent-Disposition: attachment; filename=\"").append(one.name);
  part.append("\"\nContent-Transfer-Encoding: base64\n\n");
  return part + encoded(one.content, GMIME_CONTENT_ENCODING_BASE64);
}

std::string body(const to_build& what) {
  std::vector<std::string> shown = {text_part("plain", what.text.text),
                                    text_part("html", what.text.html)};
  std::vector<std::string> files;
  if (!what.with.calendar.empty()) {
    const auto method = what.with.method;
    const auto calendar =
        "Content-Transfer-Encoding: base64\n\n" +
        encoded(to_icalendar(what.with.calendar, method), GMIME_CONTENT_ENCODING_BASE64);
    shown.push_back(calendar_part(method, "", calendar));
    files.push_back(calendar_part(method, calendar_is_file, calendar));
  }
  for (const auto& one : what.with.attachments) files.push_back(attached(one));
  auto text = multipart("alternative", shown);
  if (files.empty()) return text;
  files.insert(files.begin(), std::move(text));
  return multipart("mixed", files);
}

}  // namespace

void initialise_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

std::string to_mime(const to_build& what) {
  return with_crlf(mail_headers(what) + body(what));
}

}  // namespace zusage::mailer
