// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"
#include "ui/view/theme.h"

#include <QPixmap>
#include <QWidget>

#include <optional>

namespace redial {

/// What timeline and backoff graph have in common: the mouse and the keys, the crosshair, the
/// selected event, the measured span, and a picture of the last frame that is repainted only if
/// run, range or size changed. Subclasses say where the plot is and draw one frame.
class GraphWidget : public QWidget
{
    Q_OBJECT
public:
    GraphWidget(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    /// Draws one frame, as the screen shows it but without crosshair, for a picture of any size.
    void paintPicture(QPainter& painter, const QSize& size);

    std::optional<TimeRange> measured() const { return measured_; }

signals:
    /// Words about what is under the pointer, for a status bar; empty if nothing is.
    void hovered(const QString& text);

protected:
    virtual QRect plotRect(const QSize& size) const = 0;
    virtual void paintFrame(QPainter& painter, const QSize& size) = 0;
    /// The event under this point, if any.
    virtual std::optional<EventNumber> eventAt(const QPoint& point) const = 0;
    /// What the graph says in the middle while it has nothing to draw.
    virtual QString emptyText() const = 0;
    virtual bool isEmpty() const = 0;

    const RunDocument& document() const { return document_; }
    RunCursor& cursorModel() { return cursor_; }
    const RunCursor& cursorModel() const { return cursor_; }
    const Theme& theme() const { return theme_; }
    QRect plot() const { return plotRect(size()); }
    RunTime timeAtPoint(const QPoint& point) const;
    /// The frame must be drawn anew.
    void invalidate();
    /// Pixels on the left that are kept for names.
    int gutter() const;

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { None, Undecided, Zoom, Measure };

    void paintOverlay(QPainter& painter) const;
    void paintSpan(QPainter& painter, const TimeRange& span, bool measure) const;
    void zoomByKey(double factor);
    void panByPixels(double pixels);
    void selectNeighbour(int direction, bool sameKind);
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);

    const RunDocument& document_;
    RunCursor& cursor_;
    Theme theme_;
    QPixmap frame_;
    Drag drag_ = Drag::None;
    QPoint pressed_;
    QPoint last_;
    std::optional<TimeRange> measured_;
};

} // namespace redial
