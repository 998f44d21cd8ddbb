// gocluster/register is there for its effect and exports nothing.

export {};
