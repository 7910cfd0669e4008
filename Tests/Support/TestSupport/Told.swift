import Synchronization

/// Keeps what it is told, on whichever thread.
package final class Told<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  package init() {}

  package func add(_ element: Element) { elements.withLock { $0.append(element) } }

  package func take() -> [Element] {
    elements.withLock { all in
      defer { all = [] }
      return all
    }
  }
}
