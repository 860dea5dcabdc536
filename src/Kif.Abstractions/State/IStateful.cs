namespace Kif;

/// <summary>
/// An object that keeps state between tasks. The state is written, read, counted and disposed through one method,
/// so these can't drift apart.
/// </summary>
public interface IStateful
{
    /// <summary>Passes every piece of state to the visitor, always in the same order and under the same names.</summary>
    void Visit(IStateVisitor state);
}
