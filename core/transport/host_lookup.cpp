// SPDX-License-Identifier: MIT
#include "core/transport/host_lookup.h"

#include <QUrl>

#include <algorithm>
#include <mutex>
#include <netdb.h>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace redial {

namespace {

std::vector<sockaddr_storage> addressesOf(const std::string& host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0)
        return {};
    std::vector<sockaddr_storage> found;
    for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
        const auto* bytes = reinterpret_cast<const char*>(entry->ai_addr);
        std::copy_n(bytes, entry->ai_addrlen, reinterpret_cast<char*>(&found.emplace_back()));
    }
    ::freeaddrinfo(list);
    return found;
}

} // namespace

struct HostLookup::Shared
{
    std::mutex mutex;
    /// Null once nobody waits any more.
    QObject* receiver = nullptr;
    std::vector<sockaddr_storage> found;
};

HostLookup::HostLookup(QObject* parent) : QObject(parent), shared_(std::make_shared<Shared>())
{
    shared_->receiver = this;
}

HostLookup::~HostLookup()
{
    const std::lock_guard lock(shared_->mutex);
    shared_->receiver = nullptr;
}

void HostLookup::start(const QString& host)
{
    const auto look = [shared = shared_, name = QUrl::toAce(host).toStdString()] {
        auto found = addressesOf(name);
        const std::lock_guard lock(shared->mutex);
        shared->found = std::move(found);
        if (shared->receiver)
            QMetaObject::invokeMethod(shared->receiver, "takeResult", Qt::QueuedConnection);
    };
    try {
        std::thread(look).detach();
    } catch (const std::system_error&) {
        // No thread is to be had: as if nobody answered.
        QMetaObject::invokeMethod(this, "takeResult", Qt::QueuedConnection);
    }
}

void HostLookup::takeResult()
{
    std::vector<sockaddr_storage> found;
    {
        const std::lock_guard lock(shared_->mutex);
        found = std::move(shared_->found);
    }
    QList<QHostAddress> addresses;
    for (const sockaddr_storage& address : found)
        addresses << QHostAddress(reinterpret_cast<const sockaddr*>(&address));
    emit finished(addresses);
}

} // namespace redial
