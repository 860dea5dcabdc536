using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Kif.Testing;

/// <summary>The checks of options as text: names, ranges and their ends.</summary>
internal static class OptionChecks
{
    /// <summary>Checks that an option's name with an extra letter is refused, and that the message suggests the right one.</summary>
    public static void Unknown(StrategyUnderTest strategy)
    {
        PropertyInfo[] options = Options(strategy);
        string name = options.FirstOrDefault()?.Name.ToLowerInvariant() ?? "", wrong = name + "x";
        string message = Refused(strategy, Path(strategy, wrong), "1")
            ?? throw new ConformanceException($"accepted the option '{wrong}', which it does not have");
        if (!message.Contains($"'{wrong}'", StringComparison.Ordinal) || (name.Length > 0 && !message.Contains(name, StringComparison.Ordinal)))
            throw new ConformanceException($"refused the option '{wrong}' without a word of it and of '{name}': {message}");
    }

    /// <summary>Checks that values outside an option's range are refused by path, and that the lower end, or unusual values without a range, work.</summary>
    public static void Ranges(StrategyUnderTest strategy)
    {
        foreach (PropertyInfo option in Options(strategy).Where(o => OptionRange.IsNumber(o.PropertyType)))
        {
            var range = OptionRange.Of(option);
            string name = option.Name.ToLowerInvariant();
            foreach (string outside in range.Outside)
            {
                string message = Refused(strategy, Path(strategy, name), outside)
                    ?? throw new ConformanceException($"accepted {name} = {outside}, which is outside its range");
                Told(strategy, name, outside, message);
            }
            foreach (string value in range.ToTry)
            {
                if (Refused(strategy, Path(strategy, name), value) is { } message) Told(strategy, name, value, message);
                else if (!range.OnlyComposed(value)) Works(strategy, name, value, range.Declared);
            }
        }
    }

    private static void Told(StrategyUnderTest strategy, string name, string value, string message)
    {
        string owner = strategy.Part is { } part ? $"({part.Definition.Name}).{name}" : $"{strategy.Name}.{name}";
        if (!message.Contains(owner, StringComparison.Ordinal))
            throw new ConformanceException($"refused {name} = {value} without the option's path {owner}: {message}");
    }

    private static void Works(StrategyUnderTest strategy, string name, string value, bool declared)
    {
        try
        {
            RunTrace.OfThreeTasks(strategy, new() { Compose = () => strategy.Compose([new(Path(strategy, name), value)]) });
        }
        catch (Exception e)
        {
            string range = declared ? ", the end of its range," : ", for the option has no range,";
            throw new ConformanceException($"accepted {name} = {value}{range} and failed with it: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private static string? Refused(StrategyUnderTest strategy, string path, string value)
    {
        try
        {
            strategy.Compose([new(path, value)]).Dispose();
            return null;
        }
        catch (CompositionException e)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            throw new ConformanceException($"threw {e.GetType().Name} for {path} = {value} when it was composed, and refused nothing: {e.Message}", e);
        }
    }

    private static string Path(StrategyUnderTest strategy, string option) => strategy.Part is { } part ? $"{part.Path}.{option}" : option;

    private static PropertyInfo[] Options(StrategyUnderTest strategy) => strategy.Part is null && strategy.Catalog.Strategies.All(s => s.Name != strategy.Name)
        ? throw new NotApplicableException($"'{strategy.Name}' is several strategies, each with options of its own")
        : [.. (strategy.Part?.Definition.OptionsType ?? strategy.Catalog.Strategy(strategy.Name).OptionsType).GetProperties().Where(p => p.CanWrite)];
}

/// <summary>The values of a numeric option that a check tries.</summary>
/// <param name="Declared">Whether the option has a range.</param>
/// <param name="Outside">Values beyond its ends.</param>
/// <param name="ToTry">Values that must either be refused by name or work.</param>
internal sealed record OptionRange(bool Declared, IReadOnlyList<string> Outside, IReadOnlyList<string> ToTry)
{
    public static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(int) || plain == typeof(long) || plain == typeof(double) || plain == typeof(float));

    public static OptionRange Of(PropertyInfo option)
    {
        bool whole = (Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType) is var type && (type == typeof(int) || type == typeof(long));
        if (option.GetCustomAttribute<RangeAttribute>() is not { } range) return new(false, [], whole ? ["-1", "0"] : ["-1", "0", "NaN"]);
        (double low, double high) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
            Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        string[] outside = [.. Beyond(low, -1, whole, type == typeof(int)).Concat(Beyond(high, 1, whole, type == typeof(int)))];
        return new(true, whole ? outside : [.. outside, "NaN"], range.MinimumIsExclusive ? [] : [Text(low)]);
    }

    /// <summary>Whether a value is only used for composing and never for training: so large that a run might never end.</summary>
    public bool OnlyComposed(string value) => double.Parse(value, CultureInfo.InvariantCulture) > 1000;

    private static IEnumerable<string> Beyond(double end, int sign, bool whole, bool small)
    {
        if (double.IsInfinity(end) || Math.Abs(end) >= (small ? int.MaxValue : whole ? 1e15 : 1e300)) yield break;
        yield return Text(end + sign * (whole ? 1 : Math.Max(1, Math.Abs(end))));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
