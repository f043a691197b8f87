// SPDX-License-Identifier: MIT
#include "core/mutants/wrong_transport.h"

#include <utility>

namespace redial {

WrongTransport::WrongTransport(std::unique_ptr<Transport> own, Hooks hooks)
    : own_(std::move(own)), hooks_(std::move(hooks))
{
    const Transport* source = own_.get();
    connect(source, &Transport::opened, this, [this](quint32 epoch, const OpenInfo& info) {
        if (hooks_.opened)
            hooks_.opened(*this);
        emit opened(epoch, info);
    });
    connect(source, &Transport::closed, this, [this](quint32 epoch, const CloseInfo& info) {
        emit closed(epoch, hooks_.closed ? hooks_.closed(info) : info);
    });
    connect(source, &Transport::textReceived, this, [this](quint32 epoch, const QString& text) {
        emit textReceived(epoch, hooks_.textReceived ? hooks_.textReceived(*this, text) : text);
    });
    connect(source, &Transport::binaryReceived, this, &Transport::binaryReceived);
    connect(source, &Transport::pingReceived, this, &Transport::pingReceived);
    connect(source, &Transport::pongReceived, this, &Transport::pongReceived);
    connect(source, &Transport::noted, this, &Transport::noted);
}

WrongTransport::~WrongTransport() = default;

bool WrongTransport::open(quint32 epoch, const TransportRequest& request)
{
    return own_->open(epoch, request);
}

bool WrongTransport::sendText(const QString& text)
{
    return hooks_.sendText ? hooks_.sendText(*this, text) : own_->sendText(text);
}

} // namespace redial
