// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <gmime/gmime.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "mailer/check.hpp"
#include "mailer/mime.hpp"
#include "tests/mailer/hostile_mail.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

void check_html(const std::string& html, const std::string& harmless) {
  const auto tags = skeleton(html);
  CHECK(tags == skeleton(harmless));
  for (const auto* one : {"<script", "<img", "onerror", "onmouseover", "evil.example"})
    CHECK(tags.find(one) == std::string::npos);
  for (const auto& to : hrefs_in(html)) {
    INFO(to);
    CHECK((to.starts_with(base + "/") || to == escape_html(join) ||
           to == "mailto:" + escape_html(contact)));
  }
}

struct unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};

using parsed_mail = std::unique_ptr<GMimeMessage, unref>;

parsed_mail parsed(const std::string& bytes) {
  const std::unique_ptr<GMimeStream, unref> stream(
      g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const std::unique_ptr<GMimeParser, unref> parser(g_mime_parser_new_with_stream(stream.get()));
  return parsed_mail(g_mime_parser_construct_message(parser.get(), nullptr));
}

/// By hand, so that it is seen as any program sees it.
strings header_names(const std::string& bytes) {
  strings names;
  std::size_t at = 0;
  for (const auto end = bytes.find("\r\n\r\n"); at < end; at = bytes.find("\r\n", at) + 2) {
    if (bytes[at] != ' ' && bytes[at] != '\t')
      names.push_back(bytes.substr(at, bytes.find(':', at) - at));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A header as it is shown: unfolded; the reader of addresses and texts decodes it.
std::string unfolded(const std::string& bytes, const std::string& name) {
  auto at = bytes.find("\r\n" + name + ": ") + name.size() + 4;
  std::string value;
  for (; bytes.compare(at, 2, "\r\n") != 0 || bytes[at + 2] == ' ' || bytes[at + 2] == '\t'; ++at) {
    if (bytes.compare(at, 2, "\r\n") == 0) at += 2;
    value += bytes[at] == '\t' ? ' ' : bytes[at];
  }
  return value;
}

std::string shown_name(const std::string& bytes) {
  const std::unique_ptr<InternetAddressList, unref> list(
      internet_address_list_parse(nullptr, unfolded(bytes, "To").c_str()));
  REQUIRE(list);
  REQUIRE(internet_address_list_length(list.get()) == 1);
  const auto* const name =
      internet_address_get_name(internet_address_list_get_address(list.get(), 0));
  return name ? name : "";
}

void check_mail(const std::string& bytes) {
  CHECK(mailer::is_strict_crlf(bytes));
  const auto mail = parsed(bytes);
  REQUIRE(mail);
  CHECK(header_names(bytes) == strings{"Auto-Submitted", "Content-Language", "Content-Type", "Date",
                                       "From", "MIME-Version", "Message-ID", "Reply-To", "Subject",
                                       "To"});
  const std::string subject = g_mime_message_get_subject(mail.get());
  CHECK_FALSE(has_control(subject));
  const auto name = shown_name(bytes);
  CHECK_FALSE(has_control(name));
  CHECK(length(name) <= 61);  // an ellipsis at the end
  for (const auto* one : {"://", "evil.example", "<", "@"})
    CHECK(name.find(one) == std::string::npos);
  auto* const parts = g_mime_message_get_mime_part(mail.get());
  REQUIRE(GMIME_IS_MULTIPART(parts));
  CHECK(g_mime_multipart_get_count(GMIME_MULTIPART(parts)) == 2);
}

/// The bytes; "" when they are refused.
std::string built(const std::string& recipient_name, const web::rendered_mail& text) {
  mailer::message of;
  of.message_id = "0123abcd@example.org";
  of.language = "de";
  of.recipient = "anna@example.com";
  of.recipient_name = recipient_name;
  mailer::content with;
  with.reply_to = contact;
  const mailer::mailbox from{"Zusage", "events@example.org"};
  try {
    return mailer::to_mime({of, with, text, from, *from_iso("2027-01-31T10:02:11Z")});
  } catch (const mailer::unsendable&) {
    return {};
  }
}

void check_built(const std::string& typed, const web::rendered_mail& text) {
  for (const auto& name : {std::string("Ada Muster"), typed}) {
    const auto bytes = built(name, text);
    // Only what could become a header is refused; the rest comes out harmless.
    if (bytes.empty()) CHECK((has_control(name) || has_control(text.subject)));
    if (has_control(name)) CHECK(bytes.empty());
    if (!bytes.empty()) check_mail(bytes);
  }
}

}  // namespace

TEST_CASE("whatever people type, each mail keeps its tags, links and headers", "[mailer][safety]") {
  mailer::initialise_gmime();
  const auto all = web::mail_templates();
  REQUIRE(all.size() > 40);
  for (const auto& language : web::languages()) {
    const auto& in = web::find_locale(language);
    for (const auto& name : all) {
      for (const bool flags : {true, false}) {
        const auto harmless = web::render_mail(name, in, data_for(name, in, "Wort", flags));
        for (const auto& typed : flags ? hostile : strings{markup}) {
          INFO(language << " " << name << " " << flags << " " << typed.substr(0, 20));
          const auto mail = web::render_mail(name, in, data_for(name, in, typed, flags));
          check_html(mail.html, harmless.html);
          for (const auto& part : {mail.subject, mail.text, mail.html})
            CHECK(part.find("PUT-IN") == std::string::npos);
          CHECK(mail.subject.find_first_of("\r\n") == std::string::npos);
          if (flags) check_built(typed, mail);
        }
      }
    }
  }
}

TEST_CASE("the data of the walk reaches text, HTML and subject", "[mailer][safety]") {
  const auto& in = web::find_locale("de");
  const auto mail = web::render_mail("registration-confirmed", in,
                                     data_for("registration-confirmed", in, markup, true));
  for (const auto& part : {mail.subject, mail.text}) CHECK(part.find(markup) != std::string::npos);
  CHECK(mail.html.find(escape_html(markup)) != std::string::npos);
  CHECK(hrefs_in(mail.html).size() >= 3);
  // And what it would see if something were not escaped.
  CHECK(skeleton("<p>" + markup + "</p>").find("<script") != std::string::npos);
  CHECK(skeleton("<a title=\"" + markup + "\">x</a>").find("<img") != std::string::npos);
}

TEST_CASE("an organiser's own Markdown brings no script and no picture into a mail",
          "[mailer][safety]") {
  const auto html = web::markdown_to_html(
      markup +
      "\n\n[x](javascript:alert(1)) [y](data:text/html,x) <a href=\"x\" onclick=\"y\">z"
      "</a>\n\n<iframe src=\"https://evil.example\"></iframe>\n");
  const auto tags = lower_ascii(skeleton(html));
  for (const auto* one :
       {"<script", "<img", "<iframe", "onerror", "onclick", "javascript:", "data:"})
    CHECK(tags.find(one) == std::string::npos);
}
