internal import StrataNet

/// One timer for all that a connection waits for. Moving the deadline back costs no timer: the one that is set looks again when it fires.
struct ConnectionClock {
    private let loop: EventLoop
    private var timer: LoopTimer?
    private var due: LoopTime?
    private var deadline: LoopTime?
    private(set) var wait: HTTPServerConnection.Wait?
    /// What had come, or gone, when the deadline was set.
    var progress = 0

    init(_ loop: EventLoop) { self.loop = loop }

    mutating func set(_ wait: HTTPServerConnection.Wait, _ span: Duration, _ expired: @autoclosure () -> () -> Void) {
        self.wait = wait
        let moment = loop.now + span
        deadline = moment
        if let due, timer != nil, due <= moment { return }
        arm(moment, expired())
    }

    private mutating func arm(_ moment: LoopTime, _ expired: @escaping () -> Void) {
        if let timer { loop.cancel(timer) }
        due = moment
        timer = loop.at(moment, expired)
    }

    /// The timer has fired: whether the deadline has come. Sets the timer again where it has not.
    mutating func fired(_ expired: @escaping () -> Void) -> Bool {
        timer = nil
        due = nil
        guard let deadline else { return false }
        if deadline <= loop.now {
            self.deadline = nil
            return true
        }
        arm(deadline, expired)
        return false
    }

    /// Waits for nothing, for now; the timer stays where it is.
    mutating func rest() {
        wait = nil
        deadline = nil
    }

    mutating func clear() {
        wait = nil
        deadline = nil
        if let timer { loop.cancel(timer) }
        timer = nil
        due = nil
    }
}
