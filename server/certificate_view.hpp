// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "events/certificates.hpp"
#include "mailer/worker.hpp"
#include "server/handler.hpp"
#include "web/locale.hpp"

/// A certificate of attendance in words, as its page and its file have it.
namespace zusage::server {

/// How long sessions took in all.
std::chrono::minutes length_of(const std::vector<const events::session*>& sessions);

/// `2 Std. 30 Min.`; "" for none.
std::string length_words(std::chrono::minutes all, const web::locale& in);

/// All who organise it, with commas between.
std::string organisers_words(const events::event& at, const web::locale& in);

/// The PDF, as what a mail carries.
mailer::attachment certificate_file(const events::certificate_facts& of);

/// The PDF, for whoever fetches it.
response certificate_download(const events::certificate_facts& of);

}  // namespace zusage::server
