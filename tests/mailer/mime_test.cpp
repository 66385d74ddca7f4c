// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/mime.hpp"

#include <gmime/gmime.h>

#include <memory>
#include <set>

#include "base/time_zone.hpp"
#include "mailer/check.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;

namespace {

struct mail {
  message of;
  content with;
  web::rendered_mail text{"Betreff", "Guten Tag\n", "<p>Guten Tag</p>\n"};
  mailbox from{"Zusage", "events@example.org"};
  instant date = *from_iso("2027-01-31T10:02:11Z");

  mail() {
    of.message_id = "0123abcd@example.org";
    of.language = "de";
    of.recipient = "anna@example.com";
    of.recipient_name = "Anna Muster";
    with.reply_to = "kontakt@example.org";
  }
  void add_calendar() {
    calendar_entry e;
    e.uid = "forum-1@example.org";
    e.time_zone = "Europe/Berlin";
    e.starts_at = *local_to_instant("2027-09-11T09:00", e.time_zone);
    e.ends_at = e.starts_at + std::chrono::hours(1);
    e.summary = "Grünes Forum";
    e.stamp = date;
    with.calendar.push_back(e);
  }
  std::string bytes() const { return to_mime({of, with, text, from, date}); }
};

// Decoded by GMime's parser from the bytes alone.
class parsed {
 public:
  explicit parsed(const std::string& bytes) : bytes_(bytes) {
    g_mime_init();
    auto* const stream = g_mime_stream_mem_new_with_buffer(bytes_.data(), bytes_.size());
    auto* const parser = g_mime_parser_new_with_stream(stream);
    message_ = g_mime_parser_construct_message(parser, nullptr);
    g_object_unref(parser);
    g_object_unref(stream);
    REQUIRE(message_);
  }
  ~parsed() { g_object_unref(message_); }
  parsed(const parsed&) = delete;
  parsed& operator=(const parsed&) = delete;

  std::string header(const char* name) const {
    const auto* const value = g_mime_object_get_header(GMIME_OBJECT(message_), name);
    return value ? value : "";
  }
  std::string subject() const { return g_mime_message_get_subject(message_); }
  static std::pair<std::string, std::string> only(InternetAddressList* list) {
    REQUIRE(internet_address_list_length(list) == 1);
    auto* const one = internet_address_list_get_address(list, 0);
    const auto* const name = internet_address_get_name(one);
    return {name ? name : "", internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))};
  }
  auto from() const { return only(g_mime_message_get_from(message_)); }
  auto to() const { return only(g_mime_message_get_to(message_)); }
  auto reply_to() const { return only(g_mime_message_get_reply_to(message_)); }

  /// `path` of child numbers.
  GMimeObject* part(std::initializer_list<int> path) const {
    auto* at = g_mime_message_get_mime_part(message_);
    for (const int child : path) {
      REQUIRE(GMIME_IS_MULTIPART(at));
      REQUIRE(child < g_mime_multipart_get_count(GMIME_MULTIPART(at)));
      at = g_mime_multipart_get_part(GMIME_MULTIPART(at), child);
    }
    return at;
  }
  std::string type(std::initializer_list<int> path) const {
    auto* const text =
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part(path)));
    std::string result(text);
    g_free(text);
    return result;
  }
  std::string parameter(std::initializer_list<int> path, const char* name) const {
    const auto* const value =
        g_mime_content_type_get_parameter(g_mime_object_get_content_type(part(path)), name);
    return value ? value : "";
  }
  std::string body(std::initializer_list<int> path) const {
    auto* const stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part(path))), stream);
    auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    std::string result(reinterpret_cast<const char*>(bytes->data), bytes->len);
    g_object_unref(stream);
    return result;
  }

 private:
  std::string bytes_;
  GMimeMessage* message_ = nullptr;
};

std::string with_lf(std::string text) {
  std::string result;
  for (const char c : text) {
    if (c != '\r') result += c;
  }
  return result;
}

}  // namespace

TEST_CASE("a mail has text and HTML as alternatives and the headers that it needs", "[mailer]") {
  const mail m;
  const auto bytes = m.bytes();
  INFO(bytes);
  const parsed p(bytes);
  CHECK(p.subject() == "Betreff");
  CHECK(p.from() == std::pair<std::string, std::string>("Zusage", "events@example.org"));
  CHECK(p.to() == std::pair<std::string, std::string>("Anna Muster", "anna@example.com"));
  CHECK(p.reply_to().second == "kontakt@example.org");
  CHECK(p.header("Message-ID") == "<0123abcd@example.org>");
  CHECK(p.header("Date") == "Sun, 31 Jan 2027 10:02:11 +0000");
  CHECK(p.header("MIME-Version") == "1.0");
  CHECK(p.header("Auto-Submitted") == "auto-generated");
  CHECK(bytes.find("\r\nContent-Language: de\r\n") != std::string::npos);
  CHECK(p.header("List-Unsubscribe").empty());
  CHECK(p.header("List-Unsubscribe-Post").empty());
  CHECK(p.type({}) == "multipart/alternative");
  CHECK(p.type({0}) == "text/plain");
  CHECK(p.type({1}) == "text/html");
  CHECK(p.parameter({0}, "charset") == "utf-8");
  CHECK(with_lf(p.body({0})) == "Guten Tag\n");
  CHECK(with_lf(p.body({1})) == "<p>Guten Tag</p>\n");
}

TEST_CASE("umlauts, commas, quotes and long words in headers come back as they were", "[mailer]") {
  mail m;
  m.text.subject = "Einladung: Müllgebühren, Straßen & „Größe“ – " + std::string(150, 'x') + " 𝄞 " +
                   "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung";
  m.of.recipient_name = R"(Müller-Lüdenscheidt, "Anna" (Dr. x))";
  m.from.name = "Städtebund, Referat 3";
  const auto bytes = m.bytes();
  INFO(bytes);
  CHECK(is_strict_crlf(bytes));
  for (const char c : bytes) REQUIRE(static_cast<unsigned char>(c) < 0x80);
  const parsed p(bytes);
  CHECK(p.subject() == m.text.subject);
  CHECK(p.to().first == m.of.recipient_name);
  CHECK(p.to().second == m.of.recipient);
  CHECK(p.from().first == m.from.name);
}

TEST_CASE("a body of 70 kB with every kind of line comes back as it was", "[mailer]") {
  mail m;
  m.text.text = ".\n..\n.a\nFrom here\n \n\ttab \nlast space \n" + std::string(5000, 'x') + "\n";
  while (m.text.text.size() < 70'000) m.text.text += "Grüße aus Köln = 100 % · 𝄞\n\n";
  m.text.html = m.text.text;
  const auto bytes = m.bytes();
  CHECK(is_strict_crlf(bytes));
  const parsed p(bytes);
  CHECK((with_lf(p.body({0})) == m.text.text));
  CHECK((with_lf(p.body({1})) == m.text.html));
}

TEST_CASE("mixed line ends in a text become plain lines", "[mailer]") {
  mail m;
  m.text.text = "a\r\nb\rc\nd";
  const auto bytes = m.bytes();
  CHECK(is_strict_crlf(bytes));
  CHECK(with_lf(parsed(bytes).body({0})) == "a\nb\nc\nd\n");
}

TEST_CASE("calendar entries come as an alternative and as a file", "[mailer]") {
  mail m;
  m.add_calendar();
  const auto bytes = m.bytes();
  INFO(bytes);
  CHECK(is_strict_crlf(bytes));
  const parsed p(bytes);
  const auto calendar = to_icalendar(m.with.calendar, calendar_method::publish);
  CHECK(p.type({}) == "multipart/mixed");
  CHECK(p.type({0}) == "multipart/alternative");
  CHECK(p.type({0, 0}) == "text/plain");
  CHECK(p.type({0, 1}) == "text/html");
  CHECK(p.type({0, 2}) == "text/calendar");
  CHECK(p.parameter({0, 2}, "method") == "PUBLISH");
  CHECK(p.body({0, 2}) == calendar);
  CHECK(p.body({1}) == calendar);
  CHECK(std::string(g_mime_part_get_filename(GMIME_PART(p.part({1})))) == "termine.ics");
  m.with.method = calendar_method::cancel;
  CHECK(parsed(m.bytes()).parameter({0, 2}, "method") == "CANCEL");
}

TEST_CASE("no two multiparts have the same delimiter", "[mailer]") {
  mail m;
  m.add_calendar();
  std::set<std::string> delimiters;
  for (int i = 0; i < 10; ++i) {
    const parsed p(m.bytes());
    delimiters.insert(p.parameter({}, "boundary"));
    delimiters.insert(p.parameter({0}, "boundary"));
  }
  CHECK(delimiters.size() == 20);
  // What stands in a text cannot end a part (RFC 2046 5.1.1).
  for (const auto& one : delimiters) CHECK(one.find("=-") == 0);
}

TEST_CASE("a text that looks like a delimiter stays a text", "[mailer]") {
  mail m;
  m.text.text = "--=-\n--=-aaaaaaaaaaaaaaaaaaaa--\n";
  const auto bytes = m.bytes();
  CHECK(with_lf(parsed(bytes).body({0})) == m.text.text);
}

TEST_CASE("strict lines end with CRLF and have at most 998 octets", "[mailer]") {
  const std::string longest(998, 'x');
  for (const auto& good : std::vector<std::string>{"", "\r\n", "a\r\nb", "a\r\n\r\nb\r\n", longest,
                                                   longest + "\r\n" + longest + "\r\n"}) {
    CHECK(is_strict_crlf(good));
  }
  for (const auto& bad : std::vector<std::string>{"\n", "\r", "a\nb\r\n", "a\r\nb\n", "a\rb\r\n",
                                                  "a\r\r\n", "\n\r", "a\r\nb\r", longest + "x",
                                                  longest + "x\r\n", "a\r\n" + longest + "x\r\n"}) {
    CHECK_FALSE(is_strict_crlf(bad));
  }
}

TEST_CASE("newsletters carry the headers of lists, and only they", "[mailer]") {
  mail m;
  m.of.urgency = priority::newsletter;
  m.with.unsubscribe_url = "https://example.org/u/" + std::string(300, 'a');
  m.with.list_id = "newsletter.sit.example.org";
  const auto bytes = m.bytes();
  const parsed p(bytes);
  CHECK(p.header("List-Unsubscribe") == "<" + m.with.unsubscribe_url + ">");
  CHECK(bytes.find("\r\nList-Unsubscribe: <" + m.with.unsubscribe_url + ">\r\n") !=
        std::string::npos);
  CHECK(p.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
  CHECK(p.header("List-Id") == "<newsletter.sit.example.org>");
  CHECK(p.header("Auto-Submitted").empty());
}

TEST_CASE("what goes to many without being a newsletter asks for no word of absence", "[mailer]") {
  mail m;
  m.of.urgency =
      priority::newsletter;  // as messages to attendees have it, which leave after the rest
  const parsed p(m.bytes());
  CHECK(p.header("Auto-Submitted") == "auto-generated");
  CHECK(p.header("List-Unsubscribe").empty());
}

TEST_CASE("control characters in a header are refused", "[mailer]") {
  const std::string bad =
      GENERATE("x\r\nBcc: b@example.org", "x\ny", "x\ry", "x\x01", "x\x7f", "\xff");
  mail subject, name, from, id, url, list;
  subject.text.subject = bad;
  name.of.recipient_name = bad;
  from.from.name = bad;
  id.of.message_id = bad;
  url.with.unsubscribe_url = "https://example.org/" + bad;
  list.with.unsubscribe_url = "https://example.org/";
  list.with.list_id = bad;
  for (const auto* m : {&subject, &name, &from, &id, &url, &list}) {
    CHECK_THROWS_AS(m->bytes(), unsendable);
  }
  mail reply, to;
  reply.with.reply_to = "k@example.org" + bad;
  to.of.recipient = "k@example.org" + bad;
  CHECK_THROWS_AS(reply.bytes(), unsendable);
  CHECK_THROWS_AS(to.bytes(), unsendable);
}
