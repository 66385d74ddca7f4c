// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <gmime/gmime.h>

#include "base/time_zone.hpp"
#include "mailer/mime.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;

namespace {

using namespace std::string_literals;
const std::string file = "%PDF-1.7\n\0\x80\xff, not text\r\n"s;

content with_file(const std::string& name = "bescheinigung-7K3.pdf") {
  content with;
  with.attachments.push_back({name, "application/pdf", file});
  return with;
}

std::string bytes_of(const content& with) {
  message of;
  of.message_id = "0123abcd@example.org";
  of.language = "de";
  of.recipient = "anna@example.com";
  const web::rendered_mail text{"Betreff", "Guten Tag\n", "<p>Guten Tag</p>\n"};
  const mailbox from{"Zusage", "events@example.org"};
  return to_mime({of, with, text, from, from_iso("2030-05-16T10:00:00Z").value()});
}

/// The parts as GMime's parser finds them: type, then the name and the content of a file.
std::vector<std::string> parts_of(std::string bytes) {
  initialise_gmime();
  auto* const stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  auto* const parser = g_mime_parser_new_with_stream(stream);
  auto* const parsed = g_mime_parser_construct_message(parser, nullptr);
  std::vector<std::string> all;
  g_mime_message_foreach(
      parsed,
      [](GMimeObject*, GMimeObject* part, gpointer into) {
        auto& list = *static_cast<std::vector<std::string>*>(into);
        auto* const type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
        std::string line = type;
        g_free(type);
        if (GMIME_IS_PART(part) && g_mime_part_is_attachment(GMIME_PART(part))) {
          line += std::string(" ") + g_mime_part_get_filename(GMIME_PART(part)) + " ";
          auto* const to = g_mime_stream_mem_new();
          g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), to);
          const auto* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(to));
          line.append(reinterpret_cast<const char*>(array->data), array->len);
          g_object_unref(to);
        }
        list.push_back(line);
      },
      &all);
  g_object_unref(parsed);
  g_object_unref(parser);
  g_object_unref(stream);
  return all;
}

}  // namespace

TEST_CASE("a file comes beside the text, byte for byte", "[mailer][mime]") {
  const auto bytes = bytes_of(with_file());
  CHECK(parts_of(bytes) ==
        std::vector<std::string>{"multipart/mixed", "multipart/alternative", "text/plain",
                                 "text/html", "application/pdf bescheinigung-7K3.pdf " + file});
  CHECK(bytes.find("Content-Disposition: attachment; filename=\"bescheinigung-7K3.pdf\"\r\n") !=
        std::string::npos);
}

TEST_CASE("calendar entries and files come together", "[mailer][mime]") {
  auto with = with_file();
  calendar_entry entry;
  entry.uid = "forum-1@example.org";
  entry.time_zone = "Europe/Berlin";
  entry.starts_at = local_to_instant("2030-05-15T09:00", entry.time_zone).value();
  entry.ends_at = entry.starts_at + std::chrono::hours(1);
  with.calendar.push_back(entry);
  const auto parts = parts_of(bytes_of(with));
  REQUIRE(parts.size() == 7);
  CHECK(parts[4] == "text/calendar");
  CHECK(parts[5].starts_with("text/calendar termine.ics BEGIN:VCALENDAR"));
  CHECK(parts[6].starts_with("application/pdf"));
}

TEST_CASE("the name of a file cannot become a header", "[mailer][mime]") {
  for (const auto* name : {"a\r\nBcc: x@example.org", "a\".pdf", "a b.pdf", "ü.pdf"}) {
    INFO(name);
    CHECK_THROWS_AS(bytes_of(with_file(name)), unsendable);
  }
}
