// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"

#include <QObject>

#include <mutex>
#include <vector>

namespace redial {

class StreamAcceptor;

/// Where other threads hand sockets over to this one: a listener on one thread, the connections on
/// several. Belongs to the thread that makes it.
class StreamHandover final : public QObject
{
    Q_OBJECT
public:
    /// The acceptor is told on this object's thread.
    explicit StreamHandover(StreamAcceptor& acceptor, QObject* parent = nullptr);

    /// From any thread, while this object lives. Sockets that wait when it goes are closed.
    void give(FileDescriptor socket);

private slots:
    void take();

private:
    StreamAcceptor& acceptor_;
    std::mutex mutex_;
    std::vector<FileDescriptor> waiting_;
    bool isWoken_ = false;
};

} // namespace redial
