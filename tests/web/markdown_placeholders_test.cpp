// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/catch.hpp"
#include "web/render.hpp"

using namespace zusage;

namespace {

const placeholder_values values = {
    {"given_name", {"*Ada* <b>[x](https://evil.example)</b> &amp; `y`"}},
    {"event_title", {"Tag_der_offenen_Tür"}},
    {"event_url", {"https://events.example.org/e/tag?a=1&b=2", true}},
    {"event_place", {"https://no.link.example"}}};

std::string html_of(std::string_view markdown) {
  return web::markdown_to_html(markdown, values);
}
std::string text_of(std::string_view markdown) {
  return web::markdown_to_text(markdown, values);
}

}  // namespace

TEST_CASE("a value becomes neither Markdown nor HTML", "[web]") {
  CHECK(html_of("Hallo **{given_name}**") ==
        "<p>Hallo <strong>*Ada* &lt;b&gt;[x](https://evil.example)&lt;/b&gt; &amp;amp; `y`"
        "</strong></p>\n");
  CHECK(text_of("Hallo **{given_name}**") ==
        "Hallo *Ada* <b>[x](https://evil.example)</b> &amp; `y`");
  CHECK(html_of("{event_title} und {event_title}") ==
        "<p>Tag_der_offenen_Tür und Tag_der_offenen_Tür</p>\n");
  CHECK(html_of("`{event_title}`") == "<p><code>Tag_der_offenen_Tür</code></p>\n");
  CHECK(html_of("{event_place}") == "<p>https://no.link.example</p>\n");
}

TEST_CASE("an address of ours becomes a link, or the target of one", "[web]") {
  const std::string address = "https://events.example.org/e/tag?a=1&amp;b=2";
  CHECK(html_of("Siehe {event_url}.") ==
        "<p>Siehe <a href=\"" + address + "\">" + address + "</a>.</p>\n");
  CHECK(html_of("[Zur Seite]({event_url})") ==
        "<p><a href=\"" + address + "\">Zur Seite</a></p>\n");
  CHECK(text_of("Siehe {event_url}.") == "Siehe https://events.example.org/e/tag?a=1&b=2.");
  CHECK(text_of("[Zur Seite]({event_url})") ==
        "Zur Seite (https://events.example.org/e/tag?a=1&b=2)");
  CHECK(html_of("[{event_url}](https://x.example)")
            .find("<a href=\"https://x.example\">https://ev") != std::string::npos);
}

TEST_CASE("a name is no target of a link, and nothing is lost that stands beside a value",
          "[web]") {
  CHECK(html_of("[x]({given_name})").find("evil") == std::string::npos);
  CHECK(text_of("- {event_title}\n- b") == "- Tag_der_offenen_Tür\n- b");
  CHECK(text_of("## {event_title}\n\nText") == "Tag_der_offenen_Tür\n\nText");
  CHECK(html_of("{unknown}") == "<p>{unknown}</p>\n");
}

TEST_CASE("pictures, markup and placeholders inside addresses are found", "[web]") {
  CHECK(web::find_unwanted("Text mit [Link](https://x.example) und {event_title}").empty());
  CHECK(web::find_unwanted("[Seite]({event_url})").empty());
  CHECK(web::find_unwanted("![x](https://x.example/p.gif)") == "picture");
  CHECK(web::find_unwanted("a <b>b</b>") == "html");
  CHECK(web::find_unwanted("<script>\nx\n</script>") == "html");
  CHECK(web::find_unwanted("[x](https://x.example/{given_name})") == "placeholder");
  CHECK(web::find_unwanted("[x]({given_name})") == "placeholder");
  CHECK(web::find_unwanted("[x](https://x.example \"{given_name}\")") == "placeholder");
}
