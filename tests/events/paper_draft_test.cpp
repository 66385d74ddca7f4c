// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_editing.hpp"
#include "events/paper.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

std::string faults_of_paper(const json& changes) {
  auto file = tests::sample_event_file();
  auto& entry = file["events"][0];
  entry.merge_patch(tests::as_paper());
  entry.erase("join_url");
  entry.merge_patch(changes);
  const auto read = events::parse_event_file(file.dump());
  std::string lines;
  if (!read) {
    for (const auto& one : read.error()) lines += one.field + " " + one.code + "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("a draft of a paper may get its document later, what is published may not",
          "[events][papers]") {
  const json nothing = json::object();
  CHECK(faults_of_paper({{"status", "draft"}, {"paper", nothing}}) == "");
  CHECK(faults_of_paper({{"status", "draft"}, {"paper", {{"link_days", 3}}}}) == "");
  for (const std::string status : {"published", "cancelled"}) {
    INFO(status);
    CHECK(faults_of_paper({{"status", status}, {"paper", nothing}}) ==
          "events[0].paper paper_needs_address\n");
  }
  CHECK(faults_of_paper({{"status", "draft"}}) == "events[0].join_url paper_needs_address\n");
}

TEST_CASE("a document that is uploaded has to be what its name says", "[events][papers]") {
  const auto fault_of = [](const std::string& name, const std::string& content) {
    const auto read = events::read_new_document(name, std::make_shared<const std::string>(content));
    return read ? read->media_type : read.error().front().field + " " + read.error().front().code;
  };
  CHECK(fault_of("a.pdf", "%PDF-1.4") == "application/pdf");
  CHECK(fault_of("a.pdf", "PK\x03\x04") == "paper.file not_what_it_is_called");
  CHECK(fault_of("a.txt", "") == "paper.file empty_document");
  CHECK(fault_of("a.md", std::string(events::file_limits::document + 1, 'a')) ==
        "paper.file document_too_large");
  CHECK(events::is_document_name("Leitfaden_2.PDF"));
  CHECK_FALSE(events::is_document_name("Leitfaden 2.pdf"));
  CHECK_FALSE(events::is_document_name("leitfaden"));
}
