import './base.css';
import './setup.css';
import './conversation.css';
import './markdown.css';
import './pages.css';
