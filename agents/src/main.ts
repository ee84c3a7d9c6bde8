// The officer console's entry.
import './webawesome.ts';
import './components/daoban-console.ts';
