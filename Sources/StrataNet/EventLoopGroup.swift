import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A fixed number of loops. The process-wide one is made when it is first asked for, one loop a core, and is never stopped.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    private let turn = Atomic(0)

    /// A group of a test's own; stop it.
    package init(count: Int, manualTime: Bool = false) throws(IOError) {
        var made: [EventLoop] = []
        do throws(IOError) {
            for _ in 0..<max(count, 1) { made.append(try EventLoop(manualTime: manualTime)) }
        } catch {
            for l in made { l.beginStopping() }
            throw error
        }
        loops = made
    }

    struct Shared { var group: EventLoopGroup? }
    private static let common = Mutex(Shared())

    /// The process-wide group. Throws when the process cannot start its loops (no descriptors); a later call tries again.
    package static var shared: EventLoopGroup {
        get throws(IOError) {
            let r: Result<EventLoopGroup, IOError> = common.withLock { s in
                if let g = s.group { return .success(g) }
                do throws(IOError) {
                    let g = try EventLoopGroup(count: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
                    s.group = g
                    return .success(g)
                } catch {
                    return .failure(error)
                }
            }
            return try r.get()
        }
    }

    /// Any thread. The calling thread's loop when it is one of the group, else each in turn.
    package func next() -> EventLoop { current ?? nextInTurn() }

    /// Any thread. Each loop in turn.
    package func nextInTurn() -> EventLoop {
        let n = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: n) % UInt(loops.count))]
    }

    /// Any thread. The loop whose thread this is, if it is one of the group.
    package var current: EventLoop? { loops.first { $0.isCurrent } }

    /// Any thread. Stops all loops of a group that a test owns; see `EventLoop.stop`.
    package func stop() async {
        for l in loops { await l.stop() }
    }
}
