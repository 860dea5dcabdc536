namespace Kif;

/// <summary>Checks what the hooks of parts return, so that a mistake is told with the hook's name and not by the loop's own failure.</summary>
internal static class HookResult
{
    /// <summary>Returns an outcome that is there.</summary>
    /// <param name="part">The part.</param>
    /// <param name="hook">The hook's name.</param>
    /// <param name="outcome">Its result.</param>
    /// <param name="nothing">The result for nothing to do.</param>
    /// <exception cref="CompositionException">It is null.</exception>
    public static T Given<T>(StrategyPart part, string hook, T? outcome, string nothing) where T : class =>
        outcome ?? throw new CompositionException($"'{part.Name}' returned null from {hook}; with nothing to say it returns {nothing}");

    /// <summary>Returns a tensor that can be read, or null where the hook returned none.</summary>
    /// <param name="part">The part.</param>
    /// <param name="hook">The hook's name.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="CompositionException">It was freed.</exception>
    public static Tensor? Alive(StrategyPart part, string hook, Tensor? tensor) => tensor is not { IsInvalid: true } ? tensor
        : throw new CompositionException($"'{part.Name}' returned a tensor from {hook} that was already freed: it was disposed, or made in a scope that ended; "
            + "return it with MoveToOuterDisposeScope(), or make no scope of your own, since the loop frees what a hook makes");
}
