namespace Kif.Pipeline.Events;

/// <summary>
/// Events as lines of JSON, one object per line: what <c>kif compare --json</c> prints while it works. A line has <c>event</c>, <c>strategy</c>, <c>order</c> and <c>seed</c>, then what
/// the event tells. A number that is NaN is <c>null</c>, an infinite one the text <c>Infinity</c> or <c>-Infinity</c>. Explanations are left out.
/// </summary>
public static class EventLines
{
    /// <summary>The line of an event, without a line break.</summary>
    /// <exception cref="ArgumentException">It is of a type that is not Kif's.</exception>
    public static string Write(StrategyEvent e) => EventLineWriter.Of(e).ToJsonString(EventLineWriter.Options);

    /// <summary>
    /// The event of a line; null where the line is no event: of a type that this version does not know, no JSON, cut off, or without a field that its type has. Further fields are ignored.
    /// A <see cref="TaskLearned"/> that was read has no explanations.
    /// </summary>
    public static StrategyEvent? Read(string line) => EventLineReader.Read(line);
}
