// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>
#include <memory>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/wait_for_mail.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE("visitors who do not read their document keep nobody from theirs", "[http][papers]") {
  installation site;
  // More than the buffers of the network hold.
  const auto document = "%PDF-1.7\n" + std::string(24 * 1024 * 1024, 'x');
  std::ofstream(site.folder().path("paper.pdf"), std::ios::binary) << document;
  auto file = sample_event_file();
  file["events"][0].merge_patch(as_paper());
  file["events"][0]["join_url"] = nullptr;
  file["events"][0]["paper"] = {{"file", "paper.pdf"}, {"downloads", 100}};
  site.import(file.dump());
  site.start();
  auto browser = site.browser();
  REQUIRE(browser
              .post("/papers/kick-off", {{"given_name", "Ada"},
                                         {"family_name", "Muster"},
                                         {"email", "ada@stadt.example.org"},
                                         {"idempotency_key", "key-1"},
                                         {"lang", "de"}})
              .status == 303);
  const auto mail = wait_for_mail(site, "ada@stadt.example.org", "Publikation");
  const auto link = find_link(mail_part(mail, "text/plain"), "/f/");
  REQUIRE_FALSE(link.empty());

  std::vector<std::unique_ptr<tcp_client>> stalled;
  for (int i = 0; i < 12; ++i) {  // more than there are threads of any kind
    stalled.push_back(std::make_unique<tcp_client>(site.port()));
    stalled.back()->send("POST " + link +
                         " HTTP/1.1\r\nHost: localhost:" + std::to_string(site.port()) +
                         "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: "
                         "application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n");
    REQUIRE(stalled.back()->receive(true).status == 200);  // the head alone
  }
  const auto whole = browser.post(link, {});
  CHECK(whole.status == 200);
  CHECK(whole.body == document);
  CHECK(site.stop() == 0);
}
