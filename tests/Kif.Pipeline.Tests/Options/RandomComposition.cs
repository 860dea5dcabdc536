using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Kif.Pipeline.Tests.Options;

/// <summary>A composition drawn at random, said in three forms, each with its options in an order of its own.</summary>
internal sealed class RandomComposition
{
    private static readonly string[] Starts = ["kif", "kif-lora", "kif-m"], Additions = ["ewc", "l2", "si", "lwf", "mas"];
    private readonly List<(string Strategy, string Verb, string Part, List<(string, object?)> Options)> parts = [];
    private readonly List<(string Strategy, List<(string, object?)> Options)> added = [];
    private readonly List<(string, object?)> own = [];
    private string start = "";

    public string Strategy => string.Join('+', added.Select(a => a.Strategy).Prepend(start));

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; private set; } = [];

    public string Json { get; private set; } = "";

    public static RandomComposition Draw(Random random, KifCatalog catalog)
    {
        var made = new RandomComposition { start = Starts[random.Next(Starts.Length)] };
        void Part(string verb, ComponentKind kind, Func<string, bool>? fits = null)
        {
            if (random.Next(3) == 0) return;
            ComponentDefinition[] all = [.. catalog.ComponentsOf(kind).Where(c => fits?.Invoke(c.Name) != false)];
            ComponentDefinition part = all[random.Next(all.Length)];
            made.parts.Add((made.start, verb, part.Name, Values(random, part.OptionsType)));
        }
        Part("decompose", ComponentKind.Decomposer);
        Part("estimate", ComponentKind.Estimator);
        Part("fuse", ComponentKind.Fuser);
        if (made.start == "kif-m") Part("buffer", ComponentKind.ReplayBuffer);
        foreach (string name in Additions.Where(_ => random.Next(5) == 0)) made.added.Add((name, Values(random, catalog.Strategy(name).OptionsType)));
        if (random.Next(2) == 0) made.own.Add(("accumulation", Math.Round(random.NextDouble(), 3)));
        if (random.Next(2) == 0) made.own.Add(("profile", random.Next(2) == 0 ? MethodProfile.Paper : MethodProfile.OfficialCode));
        made.Settings = [.. made.Said(random)];
        made.Json = made.File(random);
        return made;
    }

    public void Compose(CompositionBuilder s)
    {
        s.From(start);
        foreach ((string option, object? value) in own) s.Set(option, value);
        foreach ((_, string verb, string part, var options) in parts)
        {
            (string, object?)[] given = [.. options];
            _ = verb switch { "decompose" =>
                s.Decompose(part, given), "estimate" => s.Estimate(part, given), "fuse" => s.Fuse(part, given), _ => s.Remember(part, given) };
        }
        foreach ((string name, var options) in added) s.Add(name, [.. options]);
    }

    private IEnumerable<KeyValuePair<string, string>> Said(Random random)
    {
        string Below(string strategy) => added.Count == 0 ? "" : strategy + ".";
        var all = own.Select(o => KeyValuePair.Create(Below(start) + o.Item1, Text(o.Item2)))
            .Concat(parts.SelectMany(p => p.Options.Select(o => KeyValuePair.Create($"{Below(start)}{p.Verb}.{o.Item1}", Text(o.Item2)))
                .Append(KeyValuePair.Create(Below(start) + p.Verb, p.Part))))
            .Concat(added.SelectMany(a => a.Options.Select(o => KeyValuePair.Create($"{a.Strategy}.{o.Item1}", Text(o.Item2))))).ToArray();
        random.Shuffle(all);
        return all;
    }

    private string File(Random random)
    {
        var members = new List<(string, JsonNode?)>();
        members.AddRange(own.Select(o => (o.Item1, Node(o.Item2))));
        foreach ((_, string verb, string part, var options) in parts)
            members.Add(
                (verb, options.Count == 0 && random.Next(2) == 0
                    ? part : new JsonObject(
                        [.. options.Select(o => KeyValuePair.Create(o.Item1, Node(o.Item2))).Append(KeyValuePair.Create<string, JsonNode?>("use", part))])));
        members.Add(("strategy", start));
        if (added.Count > 0)
            members.Add(
                ("add", new JsonArray(
                    [.. added.Select(a => a.Options.Count == 0
                        ? (JsonNode)a.Strategy
                            : new JsonObject(
                                [.. a.Options.Select(o => KeyValuePair.Create(o.Item1, Node(o.Item2)))
                                    .Append(KeyValuePair.Create<string, JsonNode?>("use", a.Strategy))]))])));
        (string, JsonNode?)[] all = [.. members];
        random.Shuffle(all);
        return new JsonObject(all.Select(m => KeyValuePair.Create(m.Item1, m.Item2))).ToJsonString();
    }

    /// <summary>Some options with values within their range.</summary>
    private static List<(string, object?)> Values(Random random, Type options)
    {
        var values = new List<(string, object?)>();
        foreach (PropertyInfo property in options.GetProperties().Where(_ => random.Next(2) == 0))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            RangeAttribute? range = property.GetCustomAttribute<RangeAttribute>();
            if (type == typeof(double) && range is not null)
            {
                double least = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
                    most = Math.Min(least + 1, Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
                values.Add((property.Name, least + Math.Round((most - least) * (0.1 + 0.8 * random.NextDouble()), 5)));
            }
            else if (type == typeof(bool)) values.Add((property.Name.ToLowerInvariant(), random.Next(2) == 0));
        }
        return values;
    }

    private static JsonNode? Node(object? value) => value switch { double d => d, bool b => b, null => null, _ => value.ToString() };

    private static string Text(object? value) => value is bool b ? (b ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
