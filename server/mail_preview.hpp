// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

/// A mail as mail programs show it, on our pages.
namespace zusage::server {

/// As a program shows it that wants only light, or only dark (web/mail/_layout.html has both).
std::string as_light(std::string mail);
std::string as_dark(std::string mail);

/// The content of its `<style>`, for a policy that allows it (web::style_source).
std::string style_of_mail(const std::string& mail);

/// The line above a signature ends with a space (RFC 3676 4.3), which nobody sees and HTML tools
/// complain of.
std::string without_line_ends(std::string text);

}  // namespace zusage::server
