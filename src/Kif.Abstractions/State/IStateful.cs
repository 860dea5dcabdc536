namespace Kif;

/// <summary>
/// Something that keeps state between tasks. The state is written, read, counted and disposed by visits of one and the same method,
/// so these can't drift apart.
/// </summary>
public interface IStateful
{
    /// <summary>Shows every piece of state to the visitor, always in the same order and under the same names.</summary>
    void Visit(IStateVisitor state);
}
