// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

constexpr const char* json_lines = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","text":"%v"})";

}  // namespace

void set_up_log(const configuration& config) {
  auto log = spdlog::stderr_logger_mt("zusage");
  log->set_level(spdlog::level::from_str(config.log_level));
  log->set_pattern(config.log_format == "json" ? json_lines : "%Y-%m-%dT%H:%M:%S%z %l %v");
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(log);
}

void serve(const configuration& config) {
  set_up_log(config);
  application program(config);
  program.run();
}

}  // namespace zusage::server
