-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- wrk … -- get | plain SEED | consent SEED: requests, and what was measured as one line of JSON.
-- A form has an address of its own each time.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  if args[1] == "get" then return end
  local sent = 0
  local prefix = args[2] .. "-" .. number .. "-"
  local rest = args[1] == "consent" and "&consent.newsletter=yes" or ""
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  request = function()
    sent = sent + 1
    wrk.body = "given_name=Erika&family_name=Beispiel&email=attendee-" .. prefix .. sent
      .. "%40stadt.example.org&organisation=Stadt+Beispielstadt&municipality=05962016"
      .. "&function=Amtsleitung&phone=&lang=de&idempotency_key=key-of-a-form-" .. prefix .. sent .. rest
    return wrk.format()
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"failed":%d,"lost":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.status, e.connect + e.read + e.write + e.timeout))
end
