// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <stdexcept>
#include <string>

#include "mailer/settings.hpp"
#include "mailer/worker.hpp"
#include "web/render.hpp"

/// From a rendered mail to the bytes that are sent (RFC 5322, RFC 2045–2047, RFC 6047), by GMime.
namespace zusage::mailer {

/// Must have been called before GMime is used; from any thread, as often as one likes.
void initialise_gmime();

/// A name, an address or a header has a control character, which could become a header of its own:
/// the message is never sent.
class unsendable : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

struct to_build {
  const message& of;
  const content& with;
  const web::rendered_mail& text;
  const mailbox& from;
  instant date{};
};

/// multipart/alternative with text and HTML; with calendar entries text/calendar as a third
/// alternative. With these or other attachments all of it is in a multipart/mixed: that, the same
/// entries as a file, then the attachments in order. Strict CRLF, every line at most 998 octets.
/// @throws unsendable
std::string to_mime(const to_build& what);

}  // namespace zusage::mailer
