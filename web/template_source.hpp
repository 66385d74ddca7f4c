// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "web/locale.hpp"

namespace zusage::web {

enum class template_kind { page, mail_text, mail_html };

/// The template with its layout, partials, texts and asset URLs put in: what Mustache compiles.
/// @throws std::out_of_range that names the template and what is missing, std::invalid_argument for
/// what is written wrongly.
std::string template_source(template_kind kind, std::string_view name, const locale& in);

/// The file of a template below web/, without those that others take in.
std::string template_path(template_kind kind, std::string_view name);

}  // namespace zusage::web
