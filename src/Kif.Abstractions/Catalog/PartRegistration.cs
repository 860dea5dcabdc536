using System.Reflection;

namespace Kif;

/// <summary>
/// Registers parts that are chosen by name. Each is created by the given function or, without one, by its public constructor that takes the options, or else
/// by the parameterless one. Names are lower-case letters, digits and the signs - and +, unique within their kind; descriptions are one line for listings.
/// All methods throw an <see cref="ArgumentException"/> if the name is malformed or taken, or there is no such constructor.
/// </summary>
public static class PartRegistration
{
    /// <summary>Registers a decomposer, chosen by <c>decompose</c>.</summary>
    public static KifCatalog AddDecomposer<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, ISkillUnitDecomposer where TOptions : class, new() => catalog.Add(ComponentKind.Decomposer, name, description, create);

    /// <summary>Registers a decomposer, chosen by <c>decompose</c>, by its type.</summary>
    public static KifCatalog AddDecomposer<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, ISkillUnitDecomposer
        where TOptions : class, new() => catalog.Add(ComponentKind.Decomposer, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers a decomposer, chosen by <c>decompose</c>, by its type and without options.</summary>
    public static KifCatalog AddDecomposer<T>(this KifCatalog catalog, string name, string description)
        where T : class, ISkillUnitDecomposer => catalog.AddDecomposer<T, NoOptions>(name, description);

    /// <summary>Registers an importance estimator, chosen by <c>estimate</c>.</summary>
    public static KifCatalog AddEstimator<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, IImportanceEstimator where TOptions : class, new() => catalog.Add(ComponentKind.Estimator, name, description, create);

    /// <summary>Registers an importance estimator, chosen by <c>estimate</c>, by its type.</summary>
    public static KifCatalog AddEstimator<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, IImportanceEstimator
        where TOptions : class, new() => catalog.Add(ComponentKind.Estimator, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers an importance estimator, chosen by <c>estimate</c>, by its type and without options.</summary>
    public static KifCatalog AddEstimator<T>(this KifCatalog catalog, string name, string description)
        where T : class, IImportanceEstimator => catalog.AddEstimator<T, NoOptions>(name, description);

    /// <summary>Registers a fuser, chosen by <c>fuse</c>.</summary>
    public static KifCatalog AddFuser<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, IKnowledgeFuser where TOptions : class, new() => catalog.Add(ComponentKind.Fuser, name, description, create);

    /// <summary>Registers a fuser, chosen by <c>fuse</c>, by its type.</summary>
    public static KifCatalog AddFuser<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, IKnowledgeFuser
        where TOptions : class, new() => catalog.Add(ComponentKind.Fuser, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers a fuser, chosen by <c>fuse</c>, by its type and without options.</summary>
    public static KifCatalog AddFuser<T>(this KifCatalog catalog, string name, string description)
        where T : class, IKnowledgeFuser => catalog.AddFuser<T, NoOptions>(name, description);

    /// <summary>Registers a replay buffer, chosen by <c>buffer</c>.</summary>
    public static KifCatalog AddReplayBuffer<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, IReplayBuffer where TOptions : class, new() => catalog.Add(ComponentKind.ReplayBuffer, name, description, create);

    /// <summary>Registers a replay buffer, chosen by <c>buffer</c>, by its type.</summary>
    public static KifCatalog AddReplayBuffer<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, IReplayBuffer
        where TOptions : class, new() => catalog.Add(ComponentKind.ReplayBuffer, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers a replay buffer, chosen by <c>buffer</c>, by its type and without options.</summary>
    public static KifCatalog AddReplayBuffer<T>(this KifCatalog catalog, string name, string description)
        where T : class, IReplayBuffer => catalog.AddReplayBuffer<T, NoOptions>(name, description);

    /// <summary>Registers a task metric.</summary>
    public static KifCatalog AddMetric<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, ITaskMetric where TOptions : class, new() => catalog.Add(ComponentKind.Metric, name, description, create);

    /// <summary>Registers a task metric by its type.</summary>
    public static KifCatalog AddMetric<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, ITaskMetric
        where TOptions : class, new() => catalog.Add(ComponentKind.Metric, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers a task metric by its type and without options.</summary>
    public static KifCatalog AddMetric<T>(this KifCatalog catalog, string name, string description)
        where T : class, ITaskMetric => catalog.AddMetric<T, NoOptions>(name, description);

    /// <summary>Registers a task format; the first one registered that recognizes a path opens it.</summary>
    public static KifCatalog AddTaskFormat<T, TOptions>(this KifCatalog catalog, string name, string description, Func<TOptions, T> create)
        where T : class, ITaskFormat where TOptions : class, new() => catalog.Add(ComponentKind.TaskFormat, name, description, create);

    /// <summary>Registers a task format by its type; the first one registered that recognizes a path opens it.</summary>
    public static KifCatalog AddTaskFormat<T, TOptions>(this KifCatalog catalog, string name, string description)
        where T : class, ITaskFormat
        where TOptions : class, new() => catalog.Add(ComponentKind.TaskFormat, name, description, ConstructorBinding.Of<T, TOptions>());

    /// <summary>Registers a task format by its type and without options; the first one registered that recognizes a path opens it.</summary>
    public static KifCatalog AddTaskFormat<T>(this KifCatalog catalog, string name, string description)
        where T : class, ITaskFormat => catalog.AddTaskFormat<T, NoOptions>(name, description);

    private static KifCatalog Add<T, TOptions>(this KifCatalog catalog, ComponentKind kind, string name, string description, Func<TOptions, T> create)
        where T : class
        where TOptions : class, new() =>
        catalog.AddComponent(new(kind, name, description, typeof(TOptions), options => create((TOptions)options))
        {
            PartType = typeof(T), Code = [create.Method.Module.Assembly],
        });
}

/// <summary>Binds a registered type to its constructor.</summary>
internal static class ConstructorBinding
{
    /// <summary>Returns a factory over the public constructor that takes the options, or else the one without parameters.</summary>
    /// <exception cref="ArgumentException">The type has neither.</exception>
    public static Func<TOptions, T> Of<T, TOptions>() where T : class where TOptions : class
    {
        if (!typeof(T).IsAbstract && typeof(T).GetConstructor([typeof(TOptions)]) is { } taking)
            return options => (T)taking.Invoke(BindingFlags.DoNotWrapExceptions, null, [options], null);
        if (!typeof(T).IsAbstract && typeof(T).GetConstructor([]) is { } plain) return _ => (T)plain.Invoke(BindingFlags.DoNotWrapExceptions, null, [], null);
        throw new ArgumentException(typeof(T).IsAbstract
            ? $"{typeof(T).Name} is abstract or an interface: name the type that is made, or give a function that makes it"
            : $"{typeof(T).Name} has no public constructor that takes " +
                $"{(typeof(TOptions) == typeof(NoOptions) ? "nothing" : $"{typeof(TOptions).Name} or nothing")}: add one, or give a function that makes it");
    }
}
