/// What the topmost layer of a stack adds: the binding's timeouts and time, and the way off the caller's actor.
struct StackTop: Sendable {
    let timeouts: Timeouts
    let time: any TimeSource
}
