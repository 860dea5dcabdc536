namespace Kif.Pipeline.Events;

/// <summary>
/// Events as lines of JSON, one object per line, as <c>kif compare --json</c> prints them. A line has <c>event</c>, <c>strategy</c>, <c>order</c> and
/// <c>seed</c>, then the event's own fields. A number that is NaN is <c>null</c>, an infinite one the text <c>Infinity</c> or <c>-Infinity</c>. Explanations
/// are left out.
/// </summary>
public static class EventLines
{
    /// <summary>Writes the line of an event, without a line break.</summary>
    /// <exception cref="ArgumentException">The event is not of one of Kif's types.</exception>
    public static string Write(StrategyEvent e) => EventLineWriter.Of(e).ToJsonString(EventLineWriter.Options);

    /// <summary>
    /// Reads the event of a line; null if the line is no event: of an unknown type, not JSON, truncated, or without a field that its type has. Other fields are
    /// ignored. A <see cref="TaskLearned"/> that is read has no explanations.
    /// </summary>
    public static StrategyEvent? Read(string line) => EventLineReader.Read(line);
}
