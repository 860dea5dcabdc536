namespace Kif.Pipeline.Embedded;

/// <summary>The facts of a text: a value per fact, drawn before the text is generated.</summary>
internal sealed class Facts
{
    private static readonly string[] Names = ["topic", "mood", "time", "place", "colour", "number", "who", "thing", "animal"];

    private readonly Dictionary<string, string> values = [];

    private Facts() { }

    /// <summary>
    /// The value of a fact, of its counterpart <c>other_fact</c>, or of the next value in its list, <c>next_fact</c>; <c>friend</c> is the other
    /// <c>who</c>.
    /// </summary>
    public string this[string name] => values[name];

    /// <summary>Draws all facts independently and uniformly, except a given one.</summary>
    public static Facts Draw(Grammar grammar, RandomStream random, string? given = null, string value = "")
    {
        var facts = new Facts();
        foreach (string name in Names)
        {
            string[] all = grammar.Values(name);
            int index = random.Next(all.Length), other = (index + 1 + random.Next(all.Length - 1)) % all.Length;
            if (name == given)
            {
                other = (Array.IndexOf(all, value) + 1 + random.Next(all.Length - 1)) % all.Length;
                index = Array.IndexOf(all, value);
            }
            facts.values[name] = all[index];
            facts.values["next_" + name] = all[(index + 1) % all.Length];
            facts.values[name == "who" ? "friend" : "other_" + name] = all[other];
        }
        return facts;
    }
}
