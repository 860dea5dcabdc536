using System.Reflection;

namespace Kif;

/// <summary>Binds a registered type to its constructor.</summary>
internal static class Construction
{
    /// <summary>Returns a factory over the public constructor that takes the options, or else the one without parameters.</summary>
    /// <exception cref="ArgumentException">The type has neither.</exception>
    public static Func<TOptions, T> Of<T, TOptions>() where T : class where TOptions : class
    {
        if (!typeof(T).IsAbstract && typeof(T).GetConstructor([typeof(TOptions)]) is { } taking) return options => (T)taking.Invoke(BindingFlags.DoNotWrapExceptions, null, [options], null);
        if (!typeof(T).IsAbstract && typeof(T).GetConstructor([]) is { } plain) return _ => (T)plain.Invoke(BindingFlags.DoNotWrapExceptions, null, [], null);
        throw new ArgumentException(typeof(T).IsAbstract
            ? $"{typeof(T).Name} is abstract or an interface: name the type that is made, or give a function that makes it"
            : $"{typeof(T).Name} has no public constructor that takes {(typeof(TOptions) == typeof(NoOptions) ? "nothing" : $"{typeof(TOptions).Name} or nothing")}: add one, or give a function that makes it");
    }
}
