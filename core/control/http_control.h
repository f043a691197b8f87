// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/control_desk.h"
#include "core/control/control_token.h"
#include "core/net/http_server.h"

namespace redial {

/// The language of the local socket over HTTP, for whoever knows the token: POST /control with one
/// request as its body is answered by one line; GET /control asks for the status. Refers to the
/// desk and the token, which must outlive it.
///
/// 200 done · 400 not the language · 401 without the token · 404, 405 · 409 refused in a sentence
class HttpControl
{
public:
    HttpControl(ControlDesk& desk, const ControlToken& token) : desk_(desk), token_(token) {}

    static constexpr std::string_view path = "/control";

    HttpResponse answer(const HttpRequest& request);

private:
    bool isAllowed(const HttpRequest& request) const;
    HttpResponse carryOut(const QByteArray& line);

    ControlDesk& desk_;
    const ControlToken& token_;
};

} // namespace redial
