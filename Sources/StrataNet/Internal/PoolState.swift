/// The bookkeeping of one endpoint's pool, without streams, loops or locks: an event in, what to do out.
///
/// A slot is a connection that is being made, lent or idle; there are no more of them than `limit`. Those who wait are served in the order
/// they came. There is never an idle connection and a waiter.
struct PoolState<Connection: Sendable, Waiting: Sendable>: Sendable {
    struct Idle: Sendable {
        let number: UInt64
        let connection: Connection
    }

    struct Waiter: Sendable {
        let number: UInt64
        let waiting: Waiting
    }

    enum Acquired: Sendable {
        case use(Idle)
        case connect
        case wait
        case closed
    }

    enum Replaced: Sendable {
        case use(Idle)
        case connect
        case closed
    }

    enum Released: Sendable {
        case give(Waiting)
        case park
        case close
    }

    /// Connections being made, lent or idle.
    private(set) var slots = 0
    /// The last one was used last.
    private(set) var idle: [Idle] = []
    /// About to be lent, once they have been looked at. What ends meanwhile keeps its slot for whoever was to have it.
    private var lending: [UInt64] = []
    private(set) var waiters: [Waiter] = []
    private(set) var isClosed = false
    let limit: Int

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Somebody wants a connection.
    mutating func acquire(_ number: UInt64, _ waiting: Waiting) -> Acquired {
        if isClosed { return .closed }
        if waiters.isEmpty, let last = idle.popLast() {
            lending.append(last.number)
            return .use(last)
        }
        if waiters.isEmpty, slots < limit {
            slots += 1
            return .connect
        }
        waiters.append(Waiter(number: number, waiting: waiting))
        return .wait
    }

    /// The connection was fit: it is lent.
    mutating func lent(_ number: UInt64) {
        if let i = lending.firstIndex(of: number) { lending.remove(at: i) }
    }

    /// The connection turned out used up. Whoever was to have it makes one in its slot: given back, the slot would go to somebody who came
    /// later.
    mutating func replace(_ number: UInt64) -> Replaced {
        lent(number)
        if !isClosed, idle.isEmpty { return .connect }
        slots -= 1
        guard !isClosed, let last = idle.popLast() else { return .closed }
        lending.append(last.number)
        return .use(last)
    }

    /// The connection turned out used up, and nobody wants it any more. The one that waited longest connects in its place.
    mutating func drop(_ number: UInt64) -> Waiting? {
        lent(number)
        return ended(number)
    }

    /// A lent or new connection is free and fit for use.
    mutating func release(_ number: UInt64, _ connection: Connection) -> Released {
        if isClosed { return .close }
        if !waiters.isEmpty {
            lending.append(number)
            return .give(waiters.removeFirst().waiting)
        }
        idle.append(Idle(number: number, connection: connection))
        return .park
    }

    /// A connection ended, or could not be made. The one that waited longest connects in its place.
    mutating func ended(_ number: UInt64?) -> Waiting? {
        if let number {
            if lending.contains(number) { return nil }
            idle.removeAll { $0.number == number }
        }
        slots -= 1
        guard !waiters.isEmpty, slots < limit else { return nil }
        slots += 1
        return waiters.removeFirst().waiting
    }

    /// An idle connection's time is over; nil when it is in use again. It keeps its slot until it has `ended`.
    mutating func expire(_ number: UInt64) -> Connection? {
        guard let i = idle.firstIndex(where: { $0.number == number }) else { return nil }
        return idle.remove(at: i).connection
    }

    /// The idle connections are to be closed. They keep their slots until they have `ended`.
    mutating func takeIdle() -> [Connection] {
        defer { idle = [] }
        return idle.map(\.connection)
    }

    /// A waiter leaves; false when it waits no more.
    mutating func leave(_ number: UInt64) -> Bool {
        guard let i = waiters.firstIndex(where: { $0.number == number }) else { return false }
        waiters.remove(at: i)
        return true
    }

    /// Returns what has to be closed and who has to be told.
    mutating func close() -> (idle: [Connection], waiting: [Waiting]) {
        isClosed = true
        defer { waiters = [] }
        return (takeIdle(), waiters.map(\.waiting))
    }
}
