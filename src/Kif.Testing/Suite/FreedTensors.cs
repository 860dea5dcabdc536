using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kif.Testing;

/// <summary>Says of an exception in which hook of the component it happened and, where a tensor was used that is gone, what to do.</summary>
internal static class FreedTensors
{
    private const int MostObjects = 10_000;

    private static readonly Type[] Contracts = [typeof(ContinualStrategy), typeof(ISkillUnitDecomposer), typeof(IImportanceEstimator), typeof(IKnowledgeFuser),
        typeof(IReplayBuffer)];

    /// <summary>Returns the name of the innermost hook of a component that an exception passed; null if it passed none.</summary>
    public static string? HookOf(Exception e) => new StackTrace(e).GetFrames().Select(f => f.GetMethod()).FirstOrDefault(IsHook)?.Name.Split('.')[^1];

    /// <summary>Returns what the component did to cause an exception about a tensor that is gone; null for other exceptions.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="composition">The component within its composition.</param>
    public static string? Describe(Exception e, StrategyComposition composition)
    {
        if (e is not (InvalidOperationException or ObjectDisposedException) || !e.Message.Contains("Tensor invalid", StringComparison.Ordinal)
            || HookOf(e) is not { } hook) return null;
        IEnumerable<object> owners = [.. composition.Parts.Select(p => p.Strategy), .. composition.Buffer is { } buffer ? [buffer] : Array.Empty<object>()];
        string[] fields = [.. owners.SelectMany(Gone).Distinct()];
        string slot = fields is [var one, ..] ? one : "slot";
        string named = fields.Length > 0 ? $" ({string.Join(", ", fields.Select(f => $"'{f}'"))})" : "";
        return $"kept a tensor that was only lent to a hook or made in one{named}, "
            + $"and used it in {hook} when it was gone: what a hook is lent or makes is freed after it; use Keep(ref {slot}, …), which copies it, "
            + "and show it in Visit";
    }

    /// <summary>Finds the names of fields that hold tensors which were freed.</summary>
    private static List<string> Gone(object owner)
    {
        var found = new List<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var left = new Queue<object>([owner]);
        while (left.TryDequeue(out object? at) && seen.Count < MostObjects)
        {
            if (!seen.Add(at)) continue;
            foreach (FieldInfo field in Fields(at.GetType()))
            {
                object? value = field.GetValue(at);
                if (value is Tensor { IsInvalid: true }) found.Add(NameOf(field));
                else if (value is IEnumerable<Tensor> several && value is not Tensor && several.Any(t => t.IsInvalid)) found.Add(NameOf(field));
                else if (value is not null && IsOwn(value.GetType())) left.Enqueue(value);
            }
        }
        return found;
    }

    private static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(object) ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Concat(Fields(type.BaseType));

    /// <summary>Returns the name in the source of a field, of a property's field, or of a captured parameter's.</summary>
    private static string NameOf(FieldInfo field) => field.Name.Split('<', '>') is ["", { Length: > 0 } name, ..] ? name : field.Name;

    /// <summary>Whether objects of a type may hold parts of a component: classes that are not .NET's or TorchSharp's.</summary>
    private static bool IsOwn(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type)
        && !typeof(Delegate).IsAssignableFrom(type) && type.Namespace?.Split('.')[0] is not ("System" or "Microsoft" or "TorchSharp");

    private static bool IsHook(MethodBase? method) => method?.DeclaringType is { } type && !type.IsDefined(typeof(CompilerGeneratedAttribute))
        && Contracts.Any(c => type != c && c.IsAssignableFrom(type) && c.GetMethods().Any(m => m.Name == method.Name.Split('.')[^1]));
}
