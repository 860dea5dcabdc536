namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The variables known at a place of a template; an inner scope reads the outer ones but sets only its own.</summary>
internal sealed class JinjaScope
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);
    private readonly JinjaScope? _outer;

    public JinjaScope(JinjaBudget budget) => Budget = budget;

    private JinjaScope(JinjaScope outer) => (_outer, Budget) = (outer, outer.Budget);

    public JinjaBudget Budget { get; }

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
            {
                if (scope._names.TryGetValue(name, out var value))
                {
                    return value;
                }
            }

            return new Undefined($"'{name}'");
        }

        set => _names[name] = value;
    }

    public JinjaScope Inner() => new(this);
}
