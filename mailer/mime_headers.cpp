// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/mime_headers.hpp"

#include <gmime/gmime.h>

#include <memory>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "web/render.hpp"

namespace zusage::mailer {
namespace {

struct unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};

struct release {
  void operator()(char* text) const { g_free(text); }
  void operator()(GString* text) const { g_string_free(text, TRUE); }
  void operator()(GDateTime* time) const { g_date_time_unref(time); }
};
template <class T>
using owned = std::unique_ptr<T, release>;

const std::string& clean_header(const std::string& value, std::string_view what) {
  if (!is_utf8(value) || has_control(value)) {
    throw unsendable("control character or broken UTF-8 in the " + std::string(what));
  }
  return value;
}

// Typed by somebody of whom nobody knows whether the address is theirs: it makes no link. Control
// characters stay in for the check that refuses them.
std::string name_of(const message& to) {
  return has_control(to.recipient_name) ? to.recipient_name : web::safe_name(to.recipient_name);
}

// A header with one address; `header` with colon and blank.
std::string mailbox_line(const char* header, const std::string& name, const std::string& address) {
  const auto normal = normalised_email(address);
  if (!normal) throw unsendable("an address cannot stand in a header");
  clean_header(name, "name");
  if (name.empty()) return header + *normal + "\n";  // nothing to encode, nowhere to fold
  const std::unique_ptr<InternetAddressList, unref> list(internet_address_list_new());
  const std::unique_ptr<InternetAddress, unref> mailbox(
      internet_address_mailbox_new(name.c_str(), normal->c_str()));
  internet_address_list_add(list.get(), mailbox.get());
  // GMime folds behind what stands before, and ends the line.
  const owned<GString> line(g_string_new(header));
  internet_address_list_encode(list.get(), nullptr, line.get());
  return {line->str, line->len};
}

// The same for all mails of an installation.
const std::string& from_line(const mailbox& from) {
  thread_local mailbox last;
  thread_local std::string line;
  if (line.empty() || last.name != from.name || last.address != from.address) {
    line = mailbox_line("From: ", from.name, from.address);
    last = from;
  }
  return line;
}

// `=?` in a text would be sent as it is, and begin an encoded word (RFC 2047) of which nobody knows
// what it says, or which line breaks it has, until a mail program shows it.
std::string without_encoded_words(std::string text) {
  for (auto at = text.find("=?"); at != std::string::npos; at = text.find("=?", at))
    text.insert(at + 1, " ");
  return text;
}

void add_subject(std::string& to, const std::string& subject) {
  const auto plain = without_encoded_words(clean_header(subject, "subject"));
  const owned<char> encoded(g_mime_utils_header_encode_text(nullptr, plain.c_str(), "utf-8"));
  const auto line = std::string("Subject: ") + encoded.get();
  const owned<char> folded(g_mime_utils_unstructured_header_fold(nullptr, nullptr, line.c_str()));
  to += folded.get();
}

void add_date(std::string& to, instant date) {
  const owned<GDateTime> time(g_date_time_new_from_unix_utc(to_micros(date) / 1'000'000));
  const owned<char> text(g_mime_utils_header_format_date(time.get()));
  to.append("Date: ").append(text.get()).append("\n");
}

// As it is: folding or encoding would break an address of the web or an identifier.
void add_raw(std::string& to, const char* name, const std::string& value) {
  clean_header(value, name);
  to.append(name).append(": ").append(value).append("\n");
}

// A mail that nobody subscribed to says that no absence is to be told to it (RFC 3834), whoever
// wrote it.
void add_list_or_automatic(std::string& to, const content& with) {
  if (with.unsubscribe_url.empty()) return add_raw(to, "Auto-Submitted", "auto-generated");
  add_raw(to, "List-Unsubscribe", "<" + with.unsubscribe_url + ">");
  add_raw(to, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  if (!with.list_id.empty()) add_raw(to, "List-Id", "<" + with.list_id + ">");
}

}  // namespace

std::string mail_headers(const to_build& what) {
  initialise_gmime();
  std::string to;
  add_date(to, what.date);
  to += from_line(what.from);
  if (!what.with.reply_to.empty()) to += mailbox_line("Reply-To: ", {}, what.with.reply_to);
  add_subject(to, what.text.subject);
  to += mailbox_line("To: ", name_of(what.of), what.of.recipient);
  add_raw(to, "Message-ID", "<" + what.of.message_id + ">");
  if (!what.of.language.empty()) add_raw(to, "Content-Language", what.of.language);
  add_list_or_automatic(to, what.with);
  add_raw(to, "MIME-Version", "1.0");
  return to;
}

}  // namespace zusage::mailer
